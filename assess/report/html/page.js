"use strict";
(() => {
  const all = (what, within) => Array.from((within || document).querySelectorAll(what));

  // The theme: what the reader's system says, until the button is used.
  const root = document.documentElement, theme = document.getElementById("theme");
  const prefers = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => root.dataset.theme ? root.dataset.theme === "dark" : prefers.matches;
  const tell = () => theme.setAttribute("aria-pressed", String(dark()));
  theme.addEventListener("click", () => { root.dataset.theme = dark() ? "light" : "dark"; tell(); });
  prefers.addEventListener("change", tell);
  theme.hidden = false;
  tell();

  // Filters: an item stays while it has every value that was chosen.
  const texts = new WeakMap();
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const has = (item, key, value) => (item.dataset[key] || "").split("\n").includes(value);
  const apply = (form) => {
    const section = document.getElementById(form.dataset.for), items = all("article", section);
    const wanted = Array.from(new FormData(form)).filter(([, value]) => value.trim() !== "");
    let shown = 0;
    for (const item of items) {
      const stays = wanted.every(([key, value]) => key === "text" ? textOf(item).includes(value.trim().toLowerCase()) : has(item, key, value));
      item.hidden = !stays;
      if (stays) shown++;
    }
    for (const part of all(".part", section)) part.hidden = !all("article", part).some((item) => !item.hidden);
    form.classList.toggle("some", shown < items.length);
    form.querySelector("output").textContent = shown + " of " + items.length + " " + form.dataset.what + " shown";
  };
  const forms = all("form.filter");
  for (const form of forms) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => apply(form));
    form.querySelector("[data-clear]").addEventListener("click", () => { form.reset(); apply(form); });
    for (const button of all("[data-open]", form)) {
      button.addEventListener("click", () => {
        for (const item of all("article:not([hidden]) details", document.getElementById(form.dataset.for))) item.open = button.dataset.open === "yes";
      });
    }
  }

  // A cell of the picture leads to its controls.
  for (const cell of all("a.cell")) {
    cell.addEventListener("click", () => {
      const form = forms.find((f) => f.dataset.for === "controls");
      if (!form) return;
      form.reset();
      for (const key of ["layer", "phase"]) if (form.elements[key]) form.elements[key].value = cell.dataset[key];
      apply(form);
    });
  }

  // A link leads to what it names, filtered out or not.
  const reveal = () => {
    const to = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const item = to && to.closest("article");
    if (!item || !item.hidden) return;
    const form = forms.find((f) => item.closest("section").id === f.dataset.for);
    form.reset();
    apply(form);
    item.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  // On paper everything is open.
  let closed = [];
  const paper = matchMedia("print");
  const unfold = () => { closed = closed.concat(all("details:not([open])")); for (const d of closed) d.open = true; };
  const fold = () => { for (const d of closed) d.open = false; closed = []; };
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", fold);
  paper.addEventListener("change", () => paper.matches ? unfold() : fold());

  // The contents are long: on a narrow screen they start closed.
  if (innerWidth < 1120) all("nav details").forEach((d) => { d.open = false; });
})();
