"use strict";
const filter = document.getElementById("filter");
const articles = [...document.querySelectorAll("article")];

function show() {
  const chosen = new FormData(filter);
  const severities = chosen.getAll("severity");
  const rule = chosen.get("rule");
  const text = chosen.get("text").toLowerCase();
  for (const article of articles) {
    article.hidden = !severities.includes(article.dataset.severity)
      || (rule !== "" && article.dataset.rule !== rule)
      || !article.textContent.toLowerCase().includes(text);
  }
  for (const group of document.querySelectorAll("section.rule, section.file")) {
    group.hidden = !group.querySelector("article:not([hidden])");
  }
  const count = articles.filter((article) => !article.hidden).length;
  filter.elements.shown.value = `${count} of ${articles.length} findings`;
}

if (filter) {
  filter.hidden = false;
  filter.addEventListener("input", show);
  filter.addEventListener("submit", (event) => event.preventDefault());
  show();
}
