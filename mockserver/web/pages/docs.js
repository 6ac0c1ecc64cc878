// The documents are read from here, and what is tried out is asked of the mock that serves this page,
// whatever host the document names.
const here = new URL(".", window.location.href);
const mock = here.pathname.replace(/__docs\/$/, "");

function toMock(request) {
  const asked = new URL(request.url, here);
  if (!(asked.origin === here.origin && asked.pathname.startsWith(here.pathname))) {
    const path = asked.origin === here.origin && asked.pathname.startsWith(mock)
      ? asked.pathname
      : mock + asked.pathname.replace(/^\//, "");
    request.url = here.origin + path + asked.search;
  }
  return request;
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const colour = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", colour);
colour();

// What Swagger UI leaves without a name, out of reach of the keyboard, or a link within a button.
const NAMES = {
  ".information-container": () => "About the API",
  ".scheme-container": () => "Server and credentials",
  "#servers": () => "Server",
  "select.examples-select-element": () => "Example",
  "textarea.body-param__text": () => "Request body",
  "table[role=region]": (each) => `Responses of ${each.id.replace(/_responses$/, "")}`,
};
function mend() {
  for (const [which, name] of Object.entries(NAMES)) {
    for (const each of document.querySelectorAll(`${which}:not([aria-label])`)) {
      each.setAttribute("aria-label", name(each));
    }
  }
  for (const each of document.querySelectorAll("pre.microlight:not([tabindex])")) each.tabIndex = 0;
  for (const each of document.querySelectorAll("button a[href]")) each.removeAttribute("href");
  for (const each of document.querySelectorAll(".information-container, .scheme-container")) each.role = "region";
  for (const each of document.querySelectorAll(":is(h3, h4, h5, h6):not([role])")) {
    each.role = "heading";
    each.ariaLevel = Number(each.localName[1]) - 1;  // there is no h2
  }
}
new MutationObserver(mend).observe(document.getElementById("documentation"), { childList: true, subtree: true });

// Swagger UI tries out webhooks, too, and cannot where there are no paths.
async function show() {
  const found = await fetch("document");
  const hasPaths = Boolean((await found.json()).paths);
  window.ui = SwaggerUIBundle({
    url: found.url,
    dom_id: "#documentation",
    deepLinking: true,
    tryItOutEnabled: hasPaths,
    ...(hasPaths ? {} : { supportedSubmitMethods: [] }),
    validatorUrl: null,
    requestInterceptor: toMock,
    onComplete: () => { document.title = window.ui.specSelectors.info().get("title") || document.title; },
  });
}
show();
