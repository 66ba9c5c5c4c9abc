/** The monolith with graphql-jit in place of graphql-js, on node:http: operations are compiled once. */
import { createServer } from "node:http";
import { createRequire, registerHooks } from "node:module";
import path from "node:path";
import { openMonolith } from "../targets/monolith/monolith.ts";

/** Schemas are recognised only by the copy of graphql that made them: graphql-jit gets the project's, not the one beside it. */
const ours = createRequire(new URL("../targets/gateway.ts", import.meta.url));
const folder = path.dirname(ours.resolve("graphql"));
registerHooks({
  resolve: (name, context, next) => next(name.replace(/^graphql(?=\/|$)/, folder), context),
});
const { parse, validate } = ours("graphql");
/** Imported by a variable: a checkout without it can be checked too. */
const jit = "graphql-jit";
const { compileQuery, isCompiledQuery } = ours(createRequire(import.meta.url).resolve(jit));

const { schema, contextOf } = await openMonolith();
const compiled = new Map();

createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", async () => {
    const text = await answer(JSON.parse(body), request.headers.authorization);
    response.setHeader("content-type", "application/json; charset=utf-8");
    response.end(text);
  });
}).listen(Number(process.env.HANSA_PORT), "127.0.0.1");

/** @param {{ query: string, variables?: object }} request @param {string | undefined} authorization */
async function answer({ query, variables = {} }, authorization) {
  const operation = compiled.get(query) ?? compile(query);
  if (!isCompiledQuery(operation)) return JSON.stringify(operation);
  const result = await operation.query(undefined, await contextOf(authorization), variables);
  // Its own serialiser knows no scalars but those of GraphQL.
  return JSON.stringify(result);
}

/** Keeps the latest operations, as a cache of a server would. @param {string} query */
function compile(query) {
  const document = parse(query);
  const errors = validate(schema, document);
  const made = errors.length > 0 ? { errors } : compileQuery(schema, document, "");
  compiled.set(query, made);
  for (const oldest of compiled.keys()) {
    if (compiled.size <= 1_000) break;
    compiled.delete(oldest);
  }
  return made;
}
