/** gql.tada: the types of operations are inferred from the schema of the shop, and wrong fields and types are faults. */
import { expect, test } from "vitest";
import { makeProject } from "../support/project-folder.ts";

const settings = (schema: string) =>
  JSON.stringify({
    compilerOptions: {
      target: "esnext",
      module: "nodenext",
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
      plugins: [{ name: "gql.tada/ts-plugin", schema, tadaOutputLocation: "graphql-env.d.ts" }],
    },
    include: ["*.ts"],
  });

/** A page that selects this field, and takes it as this type. */
const page = (field: string, type: string) => `
import { initGraphQLTada, type ResultOf } from "gql.tada";
import type { introspection } from "./graphql-env.d.ts";

const graphql = initGraphQLTada<{ introspection: introspection; scalars: { DateTime: string } }>();
export const Mugs = graphql(\`query Mugs { search(query: "mug", first: 3) { nodes { ${field} } } }\`);
type Node = NonNullable<ResultOf<typeof Mugs>["search"]>["nodes"][number];
export const read = (node: Node): ${type} => node.${field};
`;

export function testGqlTada(address: () => string): void {
  test("infers the types of a page, and names wrong types and fields", async () => {
    const { run, write } = makeProject({
      "tsconfig.json": settings(`${address()}/graphql`),
      "page.ts": page("title", "string"),
    });
    await run("gql.tada", "generate-output");
    await run("gql.tada", "check", "--fail-on-warn");
    write("wrong-type.ts", page("title", "number"));
    const refused = await run("tsc").catch(({ stdout }) => String(stdout));
    expect(refused.split("\n")).toEqual([
      expect.stringMatching(/^wrong-type\.ts.*Type 'string' is not assignable to type 'number'/),
      "",
    ]);
    write("page.ts", page("titel", "string"));
    await expect(run("gql.tada", "check")).rejects.toMatchObject({ stdout: expect.stringContaining("titel") });
  });
}
