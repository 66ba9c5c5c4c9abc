/** Program of a test: sends a router in its own process 1,000 different operations of one kind, and prints what became of them. */
import { startRouter } from "./router.ts";

const count = 1_000;
const conditions = Array.from({ length: 8 }, (_, index) => `c${index}`);
const fields = Array.from({ length: 45 }, (_, index) => `field${index}`);
const sdl = `
  type Query { item(numbers: [Int!]): Item }
  type Item { ${fields.map((name) => `${name}: Int`).join(" ")} }`;

type Operation = { query: string; variables?: Record<string, unknown> };

const kinds: Record<string, (index: number) => Operation> = {
  /** 2,000 tokens that are refused for repeating a field. */
  refused: (index) => ({ query: `{a${index} ${"a ".repeat(1_985)}}` }),
  /** 1,500 tokens, most of them values. */
  accepted: (index) => ({ query: `query Q${index} { item(numbers: [${"1 ".repeat(1_490)}]) { field0 } }` }),
  /** One of 32 documents, each with 32 settings of its eight conditions. */
  conditional: (index) => {
    const setting = (index % 32) * 7;
    const variables = Object.fromEntries(conditions.map((name, bit) => [name, (setting >> bit) % 2 === 1]));
    const parts = conditions.map((name) => `x${name}: item @skip(if: $${name}) { ${fields.join(" ")} }`);
    const declared = conditions.map((name) => `$${name}: Boolean!`).join(" ");
    return { query: `query Q${Math.floor(index / 32)}(${declared}) { ${parts.join(" ")} }`, variables };
  },
};

const operationOf = kinds[process.argv[2] ?? ""];
if (!operationOf) throw new Error(`name one of ${Object.keys(kinds).join(", ")}`);
const router = await startRouter(
  [{ name: "shop", url: "http://127.0.0.1:9/", sdl }],
  { ring: undefined },
  { planner: "process" },
);
const codes = new Set<unknown>();
for (let index = 0; index < count; index += 1) {
  const { query, variables } = operationOf(index);
  const { errors } = await router.ask(query, variables);
  codes.add(errors[0]?.extensions.code);
}
const outcomes = { cached: 0, parsed: 0, planned: 0, refused: 0 };
for (const outcome of ["cached", "parsed", "refused"] as const) {
  outcomes[outcome] += await router.counted("hansa_router_documents_total", { outcome });
}
outcomes.planned = await router.counted("hansa_router_plans_total", { outcome: "planned" });
process.stdout.write(JSON.stringify({ codes: [...codes], ...outcomes }));
await router.close();
