/** Documents that fill the caches of a shop: each has a text of its own, and is nearly as large as one may be. */
import { runClients } from "../../harness/load.ts";

export type WarmingDocument = {
  query: string;
  operationName: string;
  variables: Readonly<Record<string, boolean>>;
};

/** Keep the planner's queue short. */
const senders = 4;
/** The router parses no more than 4,000 tokens; the rest is for what surrounds the repeated ones. */
const repeatedTokens = 3_650;
/** An alias, a colon and a name. */
const tokensPerLeaf = 3;
/** One operation may select a field of one object so often, under any alias. */
const maxRepeats = 16;
/** Objects of an operation that is not executed: together fewer fields than one may have. */
const objectsPerIdleOperation = 3;
/** One in so many plain documents selects from all services, the others from one. */
const plainPerLargest = 4;
/** One in so many plain documents has a comment, which makes its text far longer than its tokens do. */
const plainPerComment = 10;
const commentLength = 60_000;

/** Fields that the schema offers a guest. The cart and the payment do not exist, so that their responses are short. */
type Source = { field: string; leaves: readonly string[] };

const product: Source = {
  field: 'product(slug:"tidemark-mug")',
  leaves: ["id", "slug", "createdAt", "updatedAt", "title", "descriptionHtml", "stockStatus", "publishedAt"],
};
const shop: Source = { field: "shop", leaves: ["name", "currencies", "country", "pricesIncludeTax", "supportEmail"] };
const cart: Source = {
  field: 'cart(id:"cart_00000000000000000000000000")',
  leaves: ["id", "state", "version", "currency", "totalQuantity", "code", "codeRejection", "updatedAt"],
};
const payment: Source = {
  field: 'payment(id:"pay_00000000000000000000000000")',
  leaves: ["id", "state", "provider", "failureCode", "createdAt"],
};
const viewer: Source = { field: "me", leaves: ["id", "displayName", "email", "emailVerified", "role", "createdAt"] };
const sources = [product, shop, cart, payment, viewer];

/** Leaves of each object in an operation that selects all of them. */
const leavesOfEach = 80;

/** The operation of a document that is executed: `leaves` is the number of its aliased leaves. */
type Executed = { text: string; leaves: number };

/** So many documents; every second one has conditions. */
export function* warmingDocuments(count: number): Generator<WarmingDocument> {
  for (let number = 0; number < count; number += 1) {
    const nth = Math.floor(number / 2);
    const [operation, variables] =
      number % 2 === 0
        ? [plainOperation(number, nth), {}]
        : [conditionalOperation(Math.floor(nth / settings)), settingsOf(nth)];
    const comment = number % 2 === 0 && nth % plainPerComment === 0 ? `#${"c".repeat(commentLength)}\n` : "";
    yield { query: comment + withIdleOperations(operation, number), operationName: "Run", variables };
  }
}

/** Sends the documents as guests do. Any response will do. */
export async function sendAll(url: string, documents: Iterable<WarmingDocument>): Promise<void> {
  const left = documents[Symbol.iterator]();
  const headers = { "content-type": "application/json" };
  let next = left.next();
  await runClients(
    senders,
    () => next.done === true,
    async () => {
      const body = JSON.stringify(next.value);
      next = left.next();
      await (await fetch(url, { method: "POST", headers, body })).text();
    },
  );
}

/** Objects under aliases that no other document has, so that the services receive another text too. */
function plainOperation(number: number, count: number): Executed {
  const isLargest = count % plainPerLargest === 0;
  const chosen = isLargest ? sources : [sources[count % sources.length] ?? product];
  const objects = chosen.map((source, index) => {
    const leaves = isLargest ? leavesOfEach : maxLeavesOf(source);
    return { text: `r${number}_${index}:${source.field}{${leavesOf(source, 0, leaves)}}`, leaves };
  });
  return {
    text: `query Run{${objects.map(({ text }) => text).join(" ")}}`,
    leaves: objects.reduce((sum, { leaves }) => sum + leaves, 0),
  };
}

const conditions = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];
const settings = 2 ** conditions.length;

/** The same operation for all documents of a group, which ask for it in each setting once: services compile one text for all of them. */
function conditionalOperation(group: number): Executed {
  const ofProduct = conditions.slice(0, conditions.length / 2);
  const leavesOfPart = leavesOfEach / ofProduct.length;
  const parts = ofProduct.map(
    (name, index) => `...${conditionOn(name, index)}{${leavesOf(product, index * leavesOfPart, leavesOfPart)}}`,
  );
  const others = [shop, cart, payment, viewer].map((source, index) => {
    const name = conditions[ofProduct.length + index] ?? "";
    return `g${group}_${index}:${source.field} ${conditionOn(name, index)}{${leavesOf(source, 0, leavesOfEach)}}`;
  });
  const declared = conditions.map((name) => `$${name}:Boolean!`).join(" ");
  const text = `query Run(${declared}){g${group}:${product.field}{id ${parts.join(" ")}} ${others.join(" ")}}`;
  return { text, leaves: leavesOfEach * sources.length };
}

function conditionOn(name: string, index: number): string {
  return `@${index % 2 === 0 ? "include" : "skip"}(if:$${name})`;
}

/** The setting of the document: each of the 256 in turn. */
function settingsOf(count: number): Record<string, boolean> {
  return Object.fromEntries(conditions.map((name, index) => [name, Math.floor(count / 2 ** index) % 2 === 1]));
}

/** The document of this operation, filled with others that are not executed until it has as many tokens as one may have. */
function withIdleOperations({ text, leaves }: Executed, number: number): string {
  let missing = Math.floor(repeatedTokens / tokensPerLeaf) - leaves;
  const operations = [text];
  while (missing > 0) {
    const objects: string[] = [];
    while (missing > 0 && objects.length < objectsPerIdleOperation) {
      const taken = Math.min(missing, maxLeavesOf(product));
      objects.push(`i${number}_${objects.length}:${product.field}{${leavesOf(product, 0, taken)}}`);
      missing -= taken;
    }
    operations.push(`query Idle${operations.length}{${objects.join(" ")}}`);
  }
  return operations.join(" ");
}

function maxLeavesOf({ leaves }: Source): number {
  return leaves.length * maxRepeats;
}

function leavesOf({ leaves }: Source, from: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `a${from + index}:${leaves[(from + index) % leaves.length]}`).join(
    " ",
  );
}
