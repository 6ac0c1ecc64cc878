// What pages do beyond forms and links, which work without it: they follow what happens.
const EVERY = 1000;
const root = document.documentElement;
root.classList.add("scripted");

let isPaused = false;
// What the page was drawn with: all that came since is new to it.
const drawn = document.body.dataset;
let seen = drawn.last
  ? { last: Number(drawn.last), deed: Number(drawn.deed), read: drawn.read, begun: drawn.begun } : null;

// Times and addresses as this browser has them.
function localize(within) {
  for (const each of within.querySelectorAll("[data-time]")) {
    each.textContent = new Date(each.dateTime).toLocaleTimeString([], { hour12: false });
  }
  for (const each of within.querySelectorAll("[data-day]")) {
    const moment = new Date(each.dateTime);
    each.textContent = moment.toLocaleDateString([], { dateStyle: "medium" }) + ", "
      + moment.toLocaleTimeString([], { hour12: false });
  }
  for (const each of within.querySelectorAll("[data-origin]")) {
    each.textContent = each.textContent.replace(`http://${location.host}/`, `${location.origin}/`);
  }
}

// A clock that runs goes on from when the page was drawn.
function tick() {
  for (const each of document.querySelectorAll("[data-ticking]")) {
    each.begun ??= Date.parse(each.dateTime) - performance.now();
    const moment = new Date(each.begun + performance.now());
    if (!isNaN(moment)) each.textContent = moment.toISOString().slice(0, 19).replace("T", " ");
  }
}

function regionsOf(page) {
  return [...page.querySelectorAll("[data-live]")].filter((each) => each.id);
}

// What was chosen or typed and not sent yet; a control whose value is the page's has none.
function isTouched(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.options) return [...control.options].some((each) => each.selected !== each.defaultSelected);
  return control.type !== "hidden" && control.value !== control.defaultValue;
}

function keepTouched(here, there) {
  for (const control of here.querySelectorAll("input[id], select[id], textarea[id]")) {
    const next = isTouched(control) && there.querySelector(`#${CSS.escape(control.id)}`);
    if (!next) continue;
    if (control.type === "checkbox" || control.type === "radio") next.checked = control.checked;
    else if (!next.options || [...next.options].some((each) => each.value === control.value)) next.value = control.value;
  }
}

// Puts the parts of a page in place of those here; what is focused, open or not sent yet stays so.
function replace(here, there) {
  const open = [...here.querySelectorAll("details")].map((each) => each.open);
  const focused = here.contains(document.activeElement) ? document.activeElement : null;
  const key = focused && (focused.id ? `#${CSS.escape(focused.id)}`
    : focused.getAttribute("href") ? `a[href="${CSS.escape(focused.getAttribute("href"))}"]` : null);
  const before = new Set([...here.querySelectorAll("tr[id]")].map((each) => each.id));
  const scrolled = here.scrollTop;
  localize(there);
  keepTouched(here, there);
  here.replaceWith(there);
  there.querySelectorAll("details").forEach((each, place) => { each.open ||= open[place] ?? false; });
  if (before.size) {
    for (const each of there.querySelectorAll("tr[id]")) {
      if (!before.has(each.id)) each.classList.add("fresh");
    }
  }
  there.scrollTop = scrolled;
  if (key) (there.matches(key) ? there : there.querySelector(key))?.focus({ preventScroll: true });
}

async function load(url) {
  const answer = await fetch(url, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(answer.status);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

// What was drawn after a form that was refused is not to be had again by its address.
async function refresh() {
  if (drawn.last) renew(await load(location.href));
}

function renew(page) {
  for (const there of regionsOf(page)) {
    const here = document.getElementById(there.id);
    if (here && !here.querySelector("form :focus:not(button)")) replace(here, there);
  }
}

// The state is polled: an answer of the mock is whole, and so no stream.
function tell(state, text) {
  const live = document.getElementById("live");
  if (!live || live.dataset.state === state) return;
  live.dataset.state = state;
  live.className = `live ${state}`;
  live.querySelector("[data-live-text]").textContent = text;
}

// A mock that was started again counts from the beginning. What did not arrive is still new.
async function follow(now) {
  const before = seen;
  const isNew = before && Object.keys(now).some((each) => now[each] !== before[each]);
  seen = before && now.begun !== before.begun ? { ...now, last: 0 } : now;
  try {
    if (isNew) await refresh();
  } catch (error) {
    if (error instanceof TypeError) seen = before;
    throw error;
  }
}

async function look() {
  const begun = performance.now();
  tick();
  if (!isPaused && !document.hidden) {
    try {
      const pulse = new URL(document.body.dataset.pulse, location.href);
      pulse.searchParams.set("since", seen?.last ?? 0);
      const answer = await fetch(pulse);
      if (answer.status === 401) {
        tell("lost out", "Signed out: load the page again");
      } else {
        await follow(await answer.json());
        tell("on", "Live");
      }
    } catch {
      tell("lost", "The mock does not answer");
    }
  }
  // A long page takes the mock a while: it has more to do than to draw it.
  setTimeout(look, Math.max(EVERY, 4 * (performance.now() - begun)));
}

// What is typed into a filter is looked for once the typing pauses.
let pausing = 0;
let wanted = "";
async function find(form) {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value) url.searchParams.append(name, value);
  wanted = url.href;
  const page = await load(url);
  if (wanted !== url.href) return;
  history.replaceState({}, "", url);
  if (!show(page)) renew(page);
}

async function swap(url, push = true) {
  const page = await load(url);
  if (!show(page)) { location.href = url; return; }
  if (push) history.pushState({}, "", url);
  document.title = page.title;
  if (!matchMedia("(max-width: 70rem)").matches) return;
  // One of list and exchange is seen at a time: who follows with a keyboard follows to it.
  scrollTo(0, 0);
  document.getElementById(document.querySelector(".split.chosen") ? "detail" : "list").focus();
}

// Puts the journal of a page in the place of the one that is here, where both have one.
function show(page) {
  const split = page.querySelector(".split");
  const here = document.querySelector(".split");
  if (!split || !here) return false;
  localize(split);
  here.className = split.className;
  replace(here.querySelector(".list"), split.querySelector(".list"));
  here.querySelector(".detail").replaceWith(split.querySelector(".detail"));
  return true;
}

async function copy(button) {
  const target = button.dataset.copy;
  const source = target ? document.querySelector(target) : button.parentElement.querySelector("code");
  const told = button.textContent;
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = "Selected: press Ctrl+C";
  }
  setTimeout(() => { button.textContent = told; }, 1500);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) { copy(button); return; }
  const pause = event.target.closest("[data-pause]");
  if (pause) {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", isPaused);
    pause.textContent = isPaused ? "Resume" : "Pause";
    if (isPaused) tell("", "Paused");
    return;
  }
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.target.closest("a");
  const chosen = link ?? event.target.closest("[data-row]")?.querySelector("a");
  if (!chosen || (!link && event.target.closest("button, input, select, label, form, summary"))) return;
  if (!link && getSelection().toString()) return;
  if (chosen.hasAttribute("data-swap")) {
    event.preventDefault();
    swap(chosen.href).catch(() => { location.href = chosen.href; });
  } else if (!link) {
    location.href = chosen.href;
  }
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-find]")) {
    clearTimeout(pausing);
    pausing = setTimeout(() => find(event.target.form).catch(() => event.target.form.submit()), 200);
  }
  if (event.target.matches("[data-range]")) {
    event.target.parentElement.querySelector("[data-range-shown]").textContent = `${event.target.value} ms`;
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});

// j and k go through the journal, / to its filter.
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, select, textarea") || event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "/") {
    const filter = document.querySelector("[data-slash]");
    if (filter) { event.preventDefault(); filter.focus(); }
  }
  if (event.key !== "j" && event.key !== "k") return;
  const links = [...document.querySelectorAll("a[data-swap]")].filter((each) => each.closest("tr"));
  const place = links.findIndex((each) => each.hasAttribute("aria-current"));
  const next = links[place < 0 ? 0 : place + (event.key === "j" ? 1 : -1)];
  if (next) swap(next.href).then(() => document.querySelector("tr.current")?.scrollIntoView({ block: "nearest" }));
});

addEventListener("popstate", () => {
  if (document.querySelector(".split")) swap(location.href, false).catch(() => location.reload());
});

// What was done is told once, not again when the page is loaded anew.
if (document.querySelector("[data-done]")) {
  const address = new URL(location.href);
  address.searchParams.delete("done");
  history.replaceState(history.state, "", address);
}
document.querySelectorAll("[data-pause]").forEach((each) => { each.hidden = false; });
localize(document);
look();
