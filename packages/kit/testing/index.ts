/** The face of `testing`: clocks, clients, servers and folders for tests, and for programs that play a shop. */
export { newPair, type TokenPair, tokenOf, validClaims } from "./access-tokens.ts";
export { developmentApiKey, formerApiKey } from "./api-keys.ts";
export { graphqlBlocks, readDoc } from "./doc-blocks.ts";
export { type GraphqlRequest, sendToServer, signAsRouter } from "./graphql-client.ts";
export { type ManualRuntime, manualRuntime, seededRandom } from "./manual-runtime.ts";
export { sendOddRequests } from "./odd-requests.ts";
export { generateOperation } from "./operations/operation.ts";
export { freePort, portOf } from "./ports.ts";
export { longDeadlines, ownDeadlines } from "./processes/long-deadlines.ts";
export { type OwnedProgram, spawnOwned, startOwned } from "./processes/owned-process.ts";
export { sendRaw } from "./raw-http.ts";
export { type Chance, chanceOf } from "./seeded-random.ts";
export { endlessBytes, startEndlessServer } from "./servers/endless-server.ts";
export { type Reply, refuseFirst, startMailServer } from "./servers/mail-server.ts";
export { refuseCluster, requireDatabase, testDatabase } from "./servers/postgres.ts";
export { findPrograms, type PostgresServer, startPostgres } from "./servers/postgres-server.ts";
export { type RecordedStatement, recordedStatement, recordStatements } from "./statements/recording.ts";
export { countWrites, type WriteCount } from "./statements/write-waits.ts";
export { type StillRuntime, stillRuntime } from "./still-runtime.ts";
export { contentsOf } from "./stores/contents.ts";
export { schemaVariables, sqliteOnly, storeVariables } from "./stores/engine.ts";
export { changeStore, lookUpsIn, openLookUps, rowsOf } from "./stores/look-ups.ts";
export { tryStores } from "./stores/trial.ts";
export { dropTriggers, refuseChange } from "./stores/triggers.ts";
export {
  everySessionLive,
  type GraphResponse,
  guest,
  ownKeys,
  requireFile,
  respondTo,
  scopedMutations,
  sendQuery,
  temporaryFolder,
  userWith,
} from "./subgraph-client.ts";
export { openUnreadClient, postText } from "./unread-client.ts";
