// What makes the pages handier; all of them work without it.
"use strict";

// Filters take effect as they are chosen.
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=date], input[list]")) form.requestSubmit();
  });
}

// "/" goes to the search, as in many readers.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); search.select(); }
  }
});

// A chart's dots tell their figure on hover and on focus.
const tip = document.createElement("div");
tip.className = "tip";
tip.hidden = true;
tip.setAttribute("aria-hidden", "true");
const show = (dot) => {
  const panel = dot.closest(".chart-panel");
  const mark = dot.querySelector(".mark").getBoundingClientRect();
  const box = panel.getBoundingClientRect();
  tip.textContent = dot.dataset.tip;
  panel.append(tip);
  tip.hidden = false;
  const left = Math.min(Math.max(mark.left - box.left - tip.offsetWidth / 2, 4), box.width - tip.offsetWidth - 4);
  tip.style.left = `${left}px`;
  tip.style.top = `${mark.top - box.top - tip.offsetHeight - 8}px`;
};
const hide = () => { tip.hidden = true; };
for (const dot of document.querySelectorAll("[data-tip]")) {
  dot.querySelector("title")?.remove(); // the browser's own tooltip would come second
  dot.addEventListener("mouseenter", () => show(dot));
  dot.addEventListener("focus", () => show(dot));
  dot.addEventListener("mouseleave", hide);
  dot.addEventListener("blur", hide);
}

// Parts of a page that follow what is typed, or that wait for something.
const replacePart = async (target, url) => {
  const answer = await fetch(url, { headers: { "X-Part": "1" } });
  if (answer.ok) target.innerHTML = await answer.text();
  return answer.ok;
};
const named = document.createElement("datalist"); // of too many to choose from, some are offered as one types
named.id = "named";
document.body.append(named);
for (const field of document.querySelectorAll("input[list=named]")) {
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => replacePart(named, `/subjects/named?${new URLSearchParams({ q: field.value })}`), 200);
  });
}
for (const form of document.querySelectorAll("form[data-live]")) {
  const target = document.querySelector(form.dataset.target);
  let timer = 0;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const fields = new URLSearchParams(new FormData(form));
      fields.delete("csrf");
      replacePart(target, `${form.dataset.live}?${fields}`);
    }, 350);
  });
}
for (const part of document.querySelectorAll("[data-poll]")) {
  const again = async () => {
    await replacePart(part, part.dataset.poll);
    if (part.querySelector("progress")) setTimeout(again, 1000);
    else window.location.reload();
  };
  if (part.querySelector("progress")) setTimeout(again, 1000);
}

// What deletes asks nothing: it can be undone. What cannot be undone asks.
for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("submit", (event) => {
    if (!window.confirm(form.dataset.ask)) event.preventDefault();
  });
}
