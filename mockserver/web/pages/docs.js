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

fetch("document", { method: "HEAD" }).then((found) => {
  window.ui = SwaggerUIBundle({
    url: found.url,
    dom_id: "#documentation",
    deepLinking: true,
    tryItOutEnabled: true,
    validatorUrl: null,
    requestInterceptor: toMock,
  });
});
