
"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const items = [...document.querySelectorAll("[data-item]")];
  const links = [...document.querySelectorAll("[data-link]")];
  const search = document.getElementById("search");
  const faulty = document.getElementById("faulty");
  const kinds = [...document.querySelectorAll("[data-kind]")];
  const details = document.getElementById("details");
  let chosen = -1;

  function add(parent, tag, text, name) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (name) made.className = name;
    parent.appendChild(made);
    return made;
  }

  function list(parent, findings) {
    if (!findings.length) return;
    add(parent, "h3", "Findings");
    const ul = add(parent, "ul");
    for (const one of findings) add(ul, "li", one.rule + ": " + one.message, one.severity);
  }

  function show() {
    details.replaceChildren();
    if (chosen < 0) {
      add(details, "p", "Choose a node to see what it is linked with.");
      list(details, data.findings);
      return;
    }
    const item = data.items[chosen];
    add(details, "h2", item.id);
    add(details, "p", item.kind + (item.label ? ": " + item.label : ""));
    list(details, item.findings);
    add(details, "h3", "Links");
    const ul = add(details, "ul");
    for (const [from, to, word] of data.links) {
      if (from === chosen) add(ul, "li", word + " " + data.items[to].kind + " " + data.items[to].id);
      else if (to === chosen) add(ul, "li", data.items[from].kind + " " + data.items[from].id + " " + word + " it");
    }
  }

  function update() {
    const wanted = new Set(kinds.filter((box) => box.checked).map((box) => box.dataset.kind));
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const visible = data.items.map((item) => {
      const text = (item.id + " " + item.label + " " + item.kind).toLowerCase();
      return wanted.has(item.kind) && words.every((word) => text.includes(word)) && (!faulty.checked || item.findings.length > 0);
    });
    const near = new Set([chosen]);
    for (const [from, to] of data.links) {
      if (from === chosen) near.add(to);
      if (to === chosen) near.add(from);
    }
    items.forEach((element) => {
      const at = Number(element.dataset.item);
      element.classList.toggle("hidden", !visible[at]);
      element.classList.toggle("chosen", at === chosen);
      element.classList.toggle("dim", chosen >= 0 && !near.has(at));
    });
    links.forEach((element) => {
      const from = Number(element.dataset.from), to = Number(element.dataset.to);
      const touches = from === chosen || to === chosen;
      element.classList.toggle("hidden", !visible[from] || !visible[to]);
      element.classList.toggle("near", touches);
      element.classList.toggle("dim", chosen >= 0 && !touches);
    });
    document.getElementById("shown").textContent = visible.filter(Boolean).length + " of " + data.items.length;
    show();
  }

  function choose(at) {
    chosen = chosen === at ? -1 : at;
    update();
  }

  items.forEach((element) => {
    element.addEventListener("click", () => choose(Number(element.dataset.item)));
    element.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") choose(Number(element.dataset.item));
    });
  });
  search.addEventListener("input", update);
  faulty.addEventListener("change", update);
  kinds.forEach((box) => box.addEventListener("change", update));
  update();
})();
