/** The commands of the docs in a shop in production: those that a story runs, with the expected results, and those left out. */

const inLab = (name: string) => `${name} -w @hansa/lab`;

/** Commands that the story does not run, by the reason. */
export const notRun: Readonly<Record<string, readonly string[]>> = {
  "changes or checks the source of Hansa": [
    ...["build", "build -w @hansa/admin", "check", "codegen", "compose -w @hansa/router", "db:generate", "dev"],
    ...["format", "new:subgraph", "hansa schema check", "picture -w @hansa/e2e", "screenshots -w @hansa/e2e"],
    ...["test", "typecheck", "vitals -w @hansa/e2e"],
  ],
  "explains operations to developers; production explains nothing": ["hansa explain"],
  "is for the demo shop, which production refuses to seed": ["hansa seed", "smoke"],
  "opens shops of its own and removes them": [
    "bench",
    ...["chaos", "differential", "failover", "mutants", "neighbours", "prove", "purchases"].map(inLab),
    ...["replay", "results", "rolling", "simulate"].map(inLab),
  ],
  "serves a graph without our services": ["serve -w @hansa/router"],
  "runs one service without the others, which nothing can be bought from": ["start -w @hansa/products"],
  "moves stores into databases, of which this shop has none": ["hansa move"],
  "lists the commands of owners, which are named one by one": ["hansa"],
  "runs the payment sandbox, which takes no money, as a process of its own": ["start -w @hansa/sandbox"],
  "is a script of the storefront's own package": [
    ...["buy", "generate"],
    ...["codegen", "dev"].map((name) => `${name} -w @hansa/storefront`),
  ],
};

/**
 * A command line as the docs have it; `FOLDER` stands for a folder of the shop, `ALARM` for the alarms that a person closes, and `more` is what only
 * this story adds.
 */
export type StoryCommand = { line: string; folder?: string; more?: readonly string[]; code?: number; prints: RegExp };

const clean = /^Clean: \d+ orders/m;
const agrees = /^reconcile: 2 payments, 0 mismatches$/m;
const ready = /^Hansa is ready/m;

/** Commands of the docs beside the running shop, in this order. */
export const whileRunning: readonly StoryCommand[] = [
  { line: "npm run doctor", code: 1, prints: /it still needs a payment provider that takes money/ },
  { line: "npm run hansa -- status", code: 1, prints: /^ {2}router: last backup: none$/m },
  { line: "npm run hansa -- audit", prints: clean },
  { line: "npm run hansa -- audit --in-flight 30", prints: clean },
  { line: "npm run hansa -- audit --json", prints: /^\{"audit":"clean"/ },
  {
    line: "npm run hansa -- follow --order 100001",
    prints: /^Order 100001-\d{4} ord_\w{26}: [\s\S]* orders event +order\.placed/,
  },
  { line: "npm run hansa -- follow --order 100001 --json", prints: /^\{"at":\d+,"source":"orders checkout"/ },
  { line: "npm run hansa -- usage", prints: /^\S+ [0-9a-f]{8}: \d+ times, /m },
  { line: "npm run hansa -- usage --field Product.rating", prints: /Product\.rating|^ {2}\S+ \S+: /m },
  { line: "npm run hansa -- usage --export usage.jsonl", prints: /^\d+ operations: /m },
  { line: "npm run hansa -- reconcile", prints: agrees },
  { line: "npm run hansa -- reconcile --days 10", prints: agrees },
  { line: "npm run hansa -- reconcile --days 31", prints: agrees },
  { line: "npm run hansa -- settings list", prints: /^name +Kontor$[\s\S]*^currencies +EUR$/m },
  { line: "npm run hansa -- settings set returnDays 30", prints: /^returnDays is 30 \(version \d+ / },
  { line: "npm run hansa -- settings set cartLimits.lines 100", prints: /^cartLimits\.lines is 100 \(/ },
  { line: "npm run hansa -- export catalogue.jsonl", prints: /^1 products in/m },
  { line: "npm run hansa -- import catalogue.csv --dry-run", prints: /^Only checked: .* 1 unchanged/m },
  { line: "npm run hansa -- import catalogue.csv", prints: /^products: .* 1 unchanged/m },
  { line: "npm run hansa -- export excel.csv --for excel", prints: /^1 products in/m },
  {
    line: "npm run hansa -- privacy export --email ada@example.org --out ada.json",
    prints: /^All that the shop knows/m,
  },
  { line: "npm run hansa -- privacy erase --email ada@example.org", prints: /^Erasure requested: the data of user_/m },
  { line: "npm run hansa -- privacy erase --email guest@example.org", prints: /^Erasure requested/m },
  { line: "npm run hansa -- admin create --email owner@kontor.example", prints: /is an administrator/ },
  { line: "npm run hansa -- schema publish", prints: /^Published as version 1 /m },
  { line: "npm run hansa -- schema history", prints: /^1 {2}\S+ {2}\w{16} / },
  { line: "npm run hansa -- schema rollback", code: 2, prints: /name one with --to/ },
  { line: "npm run hansa -- keys create keys", prints: /^One file for each process/m },
  { line: "npm run hansa -- keys create FOLDER", folder: "more-keys", prints: /^One file for each process/m },
  { line: "npm run hansa -- keys create FOLDER --complete", folder: "data/keys", prints: /were complete/ },
  {
    line: "npm run hansa -- keys rotate FOLDER",
    folder: "data/keys",
    more: ["--pause-seconds", "2"],
    prints: /old keys are gone/,
  },
  { line: "npm run hansa -- backup /backups/2026-11-22", prints: /^The backup is complete/m },
  { line: "npm run hansa -- status --close ALARM", prints: /^Nothing needs a person\.$/m },
  { line: "npm run hansa -- status", prints: /^Nothing needs a person\.$/m },
  { line: "npm run hansa -- audit --data FOLDER", folder: "backup", prints: clean },
];

/** Commands of the docs while the shop is stopped. */
export const whileStopped: readonly StoryCommand[] = [
  { line: "npm run hansa -- status", code: 1, prints: /^ {2}no process of the shop answers$/m },
  { line: "npm run hansa -- projections rebuild", prints: /^All as they were\.$/m },
  { line: "npm run hansa -- audit --drained", prints: clean },
  { line: "npm run hansa -- restore --after-failover", code: 1, prints: /no store has a database/ },
];
/** The steps of docs/owners/backup.md that bring a shop back. */
export const afterRestore: readonly StoryCommand[] = [
  {
    line: "npm run hansa -- restore FOLDER --set-aside --without-providers",
    folder: "backup",
    prints: /captures and refunds stay closed/,
  },
  { line: "npm run hansa -- restore /backups/2026-11-22 --set-aside", prints: /^The shop is restored/m },
  { line: "npm start", prints: ready },
  { line: "npm run hansa -- reconcile", prints: agrees },
  { line: "npm run hansa -- audit", prints: clean },
];
/** The shop behind Apollo's gateway, in several processes, and in one. */
export const otherStarts: readonly (readonly StoryCommand[])[] = [
  [{ line: "npm start -- --gateway apollo", prints: ready }],
  [{ line: "npm start -- --replicas orders=2 router=2", prints: ready }],
  [
    { line: "npm start -- --one-process", prints: ready },
    { line: "npm run hansa -- reset", code: 1, prints: /Stop it first/ },
  ],
];
