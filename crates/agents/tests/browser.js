"use strict";
(function () {
  const steps = {};
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const visible = () => all("[data-item]").filter((one) => getComputedStyle(one).display !== "none");
  const send = (element, type, Kind, more) => element.dispatchEvent(new Kind(type, { bubbles: true, ...more }));
  const type = (text) => { $("#search").value = text; send($("#search"), "input", Event); };
  const tick = (box, on) => { if (box.checked !== on) box.click(); };
  try {
    const total = visible().length;
    steps["every node is shown at first"] = total > 5 && total === all("[data-item]").length && $("#shown").textContent === total + " of " + total;
    steps["nodes and links are drawn"] = visible().every((one) => one.getBoundingClientRect().width > 20) && all("[data-link]").length > 3;

    const first = all("[data-item] text")[0].textContent;
    type(first);
    steps["a search keeps what has the words"] = visible().length >= 1 && visible().length < total && visible().some((one) => one.textContent.includes(first));
    steps["links of hidden nodes are hidden"] = all("[data-link]").some((one) => getComputedStyle(one).display === "none");
    type("no such thing at all");
    steps["a search for nothing finds nothing"] = visible().length === 0 && $("#shown").textContent.startsWith("0 of ");
    type("");
    steps["an empty search shows all again"] = visible().length === total;

    const box = $("[data-kind=task]");
    tick(box, false);
    steps["a filter hides a kind"] = visible().length < total && visible().every((one) => !one.classList.contains("task"));
    tick(box, true);
    steps["and shows it again"] = visible().length === total;

    tick($("#faulty"), true);
    const faulty = visible();
    steps["only nodes with findings"] = faulty.length >= 1 && faulty.length < total && faulty.every((one) => one.querySelector(".badge"));
    const broken = faulty.find((one) => one.classList.contains("error"));
    steps["an error marks its node"] = Boolean(broken) && Number(broken.querySelector(".count").textContent) >= 1;
    send(broken, "click", MouseEvent);
    const errors = all("#details li.error").map((one) => one.textContent);
    steps["a click shows the findings of the node"] = errors.some((text) => text.includes("no-such-"));
    steps["and its links"] = all("#details h3").some((one) => one.textContent === "Links") && broken.classList.contains("chosen");
    tick($("#faulty"), false);
    steps["what is far from it is dimmed"] = all("[data-item].dim").length > 0;
    send(broken, "keydown", KeyboardEvent, { key: "Enter" });
    steps["the keyboard unchooses it"] = all("[data-item].chosen").length === 0 && all(".dim").length === 0;
    steps["nothing was fetched"] = performance.getEntriesByType("resource").length === 0;
  } catch (error) {
    steps["no exception"] = String(error);
  }
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify(steps);
  document.body.appendChild(result);
})();
