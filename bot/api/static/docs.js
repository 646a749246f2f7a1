// Shows /openapi.json as a page: each route with its fields, examples and answers.

const main = document.querySelector("main");
const api = await (await fetch("/openapi.json")).json();
const resolve = (schema) => (schema?.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema) ?? {};

add(main, "h1", api.info.title);
add(main, "p", api.info.description);
add(main, "p", "Authorization: Bearer KEY, a key of BOT_API_KEYS.");
for (const [path, methods] of Object.entries(api.paths)) {
  for (const [method, route] of Object.entries(methods)) show(method.toUpperCase(), path, route);
}

function show(method, path, route) {
  add(main, "h2", `${method} ${path}`);
  add(main, "p", route.description ?? route.summary);
  for (const [type, { schema }] of Object.entries(route.requestBody?.content ?? {})) {
    const body = resolve(schema);
    add(main, "h3", type);
    fields(body);
    for (const example of body.examples ?? []) code(JSON.stringify(example, null, 1));
  }
  const table = addTable();
  row(table, "th", "status", "answer");
  for (const [status, response] of Object.entries(route.responses)) {
    const types = Object.keys(response.content ?? {}).join(", ");
    const schema = Object.values(response.content ?? {}).map(({ schema }) => resolve(schema)).find(({ properties }) => properties);
    row(table, "td", status, [response.description, types, Object.keys(schema?.properties ?? {}).join(", ")].filter(Boolean).join(" · "));
    if (status === "200") for (const { example } of Object.values(response.content ?? {})) if (example) code(example);
  }
}

function fields(body) {
  const table = addTable();
  row(table, "th", "field", "type", "default", "meaning");
  for (const [name, given] of Object.entries(body.properties ?? {})) {
    const shown = "default" in given ? JSON.stringify(given.default) : body.required?.includes(name) ? "required" : "";
    row(table, "td", name, typeOf(given), shown, given.description ?? "");
  }
}

function typeOf(schema) {
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.enum) return schema.enum.join(" | ");
  if (schema.type === "array") return `[${typeOf(schema.items ?? {})}]`;
  const inner = resolve(schema);
  return schema.$ref ? `{${Object.keys(inner.properties ?? {}).join(", ")}}` : schema.type ?? "any";
}

/** What is wider than the page scrolls by itself, with the keyboard, too. */
function addTable() {
  const frame = add(main, "div");
  frame.className = "table";
  frame.tabIndex = 0;
  return add(frame, "table");
}

function code(text) {
  add(main, "pre", text).tabIndex = 0;
}

function row(table, tag, ...cells) {
  const line = add(table, "tr");
  for (const cell of cells) add(line, tag, cell);
}

function add(parent, tag, text = "") {
  const node = parent.appendChild(document.createElement(tag));
  node.textContent = text;
  return node;
}
