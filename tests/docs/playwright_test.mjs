// What the manual's blocks use of @playwright/test, over the playwright-core that Python's Playwright
// brings along: fixtures that name each other, one browser for each test, and one assertion.

const { chromium } = await import(process.env.PLAYWRIGHT_CORE);

const GIVEN = {
  extraHTTPHeaders: async ({}, use) => use({}),
  context: async ({ extraHTTPHeaders }, use) => {
    const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] });
    try {
      await use(await browser.newContext({ extraHTTPHeaders }));
    } finally {
      await browser.close();
    }
  },
  page: async ({ context }, use) => use(await context.newPage()),
  request: async ({ context }, use) => use(context.request),
};

const wanted = (body) =>
  /\{([^}]*)\}/.exec(body.toString())[1].split(",").map((name) => name.trim()).filter(Boolean);

const provide = (names, made, fixtures, info, then) => {
  const name = names.find((each) => !(each in made));
  if (name === undefined) return then(made);
  const make = fixtures[name];
  return provide(wanted(make), made, fixtures, info, (needed) =>
    make(needed, (value) => provide(names, { ...needed, [name]: value }, fixtures, info, then), info),
  );
};

let before = Promise.resolve();
let number = 0;

const testing = (fixtures) => {
  const test = (title, body) => {
    const info = { testId: `test-${++number}`, retry: 0, title };
    before = before.then(() => provide(wanted(body), {}, fixtures, info, body)).then(() => console.log(`passed: ${title}`));
  };
  test.extend = (more) => testing({ ...fixtures, ...more });
  return test;
};

export const test = testing(GIVEN);
export const expect = (locator) => ({ toBeVisible: () => locator.waitFor({ state: "visible", timeout: 20_000 }) });
