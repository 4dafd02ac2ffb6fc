package collect

const vectorBucketArn = "arn:aws-cn:s3vectors:cn-north-1:111122223333:bucket/vectors"
