/** Which file may import which: the layers of a subgraph, the borders between workspaces, and where SQL stays. */

// From the outermost to the innermost: a file may import from its own layer and from those below it.
const layers = [
  ["index", "index\\.ts$"],
  ["server", "server\\.ts$"],
  ["api", "(api|commands)/"],
  ["service", "service(\\.ts$|/)"],
  ["context", "context\\.ts$"],
  ["loaders, peers and providers", "(loaders|peers|providers)(\\.ts$|/)"],
  ["store", "store(\\.ts$|/)"],
];

const inSubgraph = "^subgraphs/([^/]+)/src/";
const inSameSubgraph = "^subgraphs/$1/src/";

const layerRules = layers.slice(1).map(([name, files], index) => ({
  name: `${name}-imports-inwards`,
  comment:
    "ARCHITECTURE.md: index, server, api, service, context, then loaders, peers and providers, store, kit; never back up.",
  severity: "error",
  from: { path: inSubgraph + files },
  to: {
    path: `${inSameSubgraph}(${layers
      .slice(0, index + 1)
      .map(([, outer]) => outer)
      .join("|")})`,
  },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    {
      name: "resolver-asks-no-table",
      comment: "A resolver asks a service function or a loader, never the store. Row types reach it through codegen.",
      severity: "error",
      from: { path: `${inSubgraph}api/graphql/` },
      to: { path: `${inSameSubgraph}store(\\.ts$|/)`, dependencyTypesNot: ["type-only"] },
    },
    {
      name: "config-stands-alone",
      comment:
        "config.ts reads the environment and depends on nothing of the subgraph but the registrations of providers, which are data; the store does not know it.",
      severity: "error",
      from: { path: `${inSubgraph}config\\.ts$` },
      to: { path: inSameSubgraph, pathNot: "/providers/registrations\\.mjs$" },
    },
    {
      name: "store-knows-no-config",
      comment: "The store is handed its file; it does not look for it.",
      severity: "error",
      from: { path: `${inSubgraph}store(\\.ts$|/)` },
      to: { path: `${inSameSubgraph}(config\\.ts$|generated/)` },
    },
    {
      name: "subgraphs-are-strangers",
      comment:
        "A subgraph never imports another, not even a type: they meet in contracts, events and the composed schema. Only its tests may, where the real peer runs in milliseconds and a fake would prove less.",
      severity: "error",
      from: { path: "^subgraphs/([^/]+)/(?!test/)" },
      to: { path: "^subgraphs/", pathNot: "^subgraphs/$1/" },
    },
    {
      name: "subgraph-knows-no-host",
      comment: "A subgraph runs without the router, the stories, the lab and the tools.",
      severity: "error",
      from: { path: "^subgraphs/" },
      to: { path: "^(router|e2e|lab|tools)/" },
    },
    {
      name: "router-knows-no-subgraph",
      comment: "The router knows the subgraphs by their schemas only, so that it can serve any supergraph.",
      severity: "error",
      from: { path: "^router/" },
      to: { path: "^(subgraphs|e2e|lab|tools)/" },
    },
    {
      name: "stories-use-http",
      comment: "The stories speak HTTP; code of a service in them would prove less than they say.",
      severity: "error",
      from: { path: "^(e2e|lab/client)/" },
      to: { path: "^(subgraphs|router)/" },
    },
    {
      name: "clients-meet-in-the-lab-client",
      comment:
        "Stories, lab and tools import each other only through lab/client, tools/host and the interface of the audit.",
      severity: "error",
      from: { path: "^(e2e|lab|tools)/" },
      to: {
        path: "^(e2e|lab|tools)/",
        pathNot: ["^$1/", "^lab/client/", "^tools/host/", "^tools/audit/[a-z]+\\.ts$"],
      },
    },
    {
      name: "host-knows-no-client",
      comment:
        "The processes, containers, settings, keys and builds of a shop on this machine know none of the commands that use them.",
      severity: "error",
      from: { path: "^tools/host/" },
      to: { path: "^(e2e|lab)/|^tools/(?!host/)" },
    },
    {
      name: "audit-imports-no-service",
      comment:
        "The audit asks the stores in its own words: code of the services in it would share their mistakes. Its tests make shops with them.",
      severity: "error",
      from: { path: "^tools/audit/", pathNot: "\\.test\\.ts$|^tools/audit/test/" },
      to: {
        path: "^(packages|subgraphs|router|e2e|lab)/|^tools/(?!audit/|host/(shop|sqlite|terminal)\\.mjs$)",
        // Its command line is read as those of all commands are; which stores there are is in the list of services.
        pathNot: "^packages/kit/src/(server/command-line\\.ts|runtime/failure\\.ts|services\\.mjs)$",
      },
    },
    {
      name: "kit-knows-no-shop",
      comment: "The kit is free of shop words: nothing of ours is below it.",
      severity: "error",
      from: { path: "^packages/kit/" },
      to: { path: "^(packages/(?!kit/)[^/]+|subgraphs|router|e2e|lab|tools)/" },
    },
    {
      name: "packages-stand-on-the-kit",
      comment:
        "Contracts say what is exchanged; they know neither side. The sandbox stands for a provider; it knows no shop. Money, addresses and tax classes are below both.",
      severity: "error",
      from: { path: "^packages/(?!kit/|commerce/)([^/]+)/" },
      to: { path: "^(packages/(?!kit/|commerce/|$1/)[^/]+|subgraphs|router|e2e|lab|tools)/" },
    },
    {
      name: "commerce-stands-on-the-kit",
      comment: "Money, currencies, addresses and scalars know the kit alone: what services exchange is built of them.",
      severity: "error",
      from: { path: "^packages/commerce/" },
      to: { path: "^(packages/(?!kit/|commerce/)[^/]+|subgraphs|router|e2e|lab|tools)/" },
    },
    {
      name: "sandbox-behind-the-port",
      comment:
        "The sandbox stands for a payment provider: a shop reaches it through the provider port of payments alone.",
      severity: "error",
      from: { path: "^(subgraphs|router)/", pathNot: "^subgraphs/payments/(src/providers|test)/" },
      to: { path: "^packages/sandbox/" },
    },
    {
      name: "sql-lives-in-the-store",
      comment:
        "Statements stand in store/ and in the kit, which opens the stores. Tests, the lab and tools may look into a store.",
      severity: "error",
      from: {
        path: "^((subgraphs/[^/]+|packages/sandbox)/src/(?!store/)|router/src/(?!control/store/)|packages/contracts/)",
      },
      to: { path: "node_modules/(drizzle-orm|better-sqlite3|@types/better-sqlite3)/" },
    },
    {
      name: "stripe-sdk-in-one-file",
      comment: "One file knows the SDK of a payment provider, so that nothing else depends on what it is like.",
      severity: "error",
      from: {
        path: "^(packages|subgraphs/[^/]+/src|router|e2e|lab|tools)/",
        pathNot: "^subgraphs/payments/src/providers/stripe/sdk\\.ts$",
      },
      to: { path: "node_modules/stripe/" },
    },
    {
      name: "resolvable",
      comment: "An import that cannot be found would be left out of every other rule.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-circle",
      comment:
        "Two files that need each other, even for a type, are one idea in two places. Generated resolver types name the services they are for.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { pathNot: "/generated/" } },
    },
    {
      name: "no-tools-at-run-time",
      comment:
        "What runs in production is a dependency of its own workspace, not a development dependency or a neighbour's.",
      severity: "error",
      from: { path: "^(packages/[^/]+|subgraphs/[^/]+|router)/src/", pathNot: "^router/playground/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["type-only"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^router/playground/dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      mainFields: ["main", "types", "typings"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mts", ".mjs", ".js", ".cjs", ".json", ".d.ts", ".d.mts"],
    },
  },
};
