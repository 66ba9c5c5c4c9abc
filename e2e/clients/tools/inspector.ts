/** GraphQL Inspector, by the functions of its commands: the schema that it introspects is the published one, changes are found, operations validated. */
import { CriticalityLevel, coverage, diff, validate } from "@graphql-inspector/core";
import { buildClientSchema, buildSchema, printSchema, Source } from "graphql";
import { expect, test } from "vitest";
import { introspect, readSchema } from "../support/schema.ts";

const page = (field: string) =>
  new Source(`query Mugs { search(query: "mug", first: 3) { nodes { ${field} } } }`, "page.graphql");

export function testInspector(address: () => string): void {
  // As text first, as its command writes what it introspects: it compares directives, which an introspected schema has in its text alone.
  const served = async () => buildSchema(printSchema(buildClientSchema(await introspect(address()))));

  test("finds the published schema equal to the served one, and a field that is gone", async () => {
    const published = await readSchema(address());
    expect(await diff(buildSchema(published), await served())).toEqual([]);
    const older = buildSchema(published.replace(/^type Shop \{$/m, "type Shop {\n  motto: String"));
    const [change, ...others] = await diff(older, await served());
    expect([change?.path, change?.criticality.level, others]).toEqual(["Shop.motto", CriticalityLevel.Breaking, []]);
  });

  test("validates operations, and counts what they use", async () => {
    const schema = await served();
    expect(validate(schema, [page("title")])).toEqual([]);
    const [fault] = validate(schema, [page("titel")]);
    expect(fault?.errors[0]?.message).toContain("titel");
    expect(coverage(schema, [page("title")]).types.Product?.children.title?.hits).toBe(1);
  });
}
