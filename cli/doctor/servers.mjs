/** Checks of the servers that keep stores: standbys, the archive of the write-ahead log, and connections. */
import { askServer } from "../../packages/kit/src/store/engine/pg/identity.mjs";
import { addressOf, servicesInDatabases } from "./databases.mjs";

/** @typedef {import("./main.mjs").Finding} Finding */
/** @typedef {import("../../packages/kit/src/store/engine/pg/identity.mjs").ServerFacts} ServerFacts */

const manual = "docs/owners/postgresql.md says how.";
/** An older log is no copy of what was sold since. */
const maxArchivedSeconds = 3_600;
/** A start of a process takes several connections at once. */
const maxUsedShare = 0.9;

/** @returns {Promise<Finding>} */
export async function checkStandbys() {
  return judge(
    await askServers(),
    ({ server, standbys, awaited }) => {
      if (standbys === 0) return `${server} has none${awaited === "" ? "" : `, and commits wait for ${awaited}`}`;
      const kind = awaited === "" ? "asynchronous" : `commits wait for ${awaited}`;
      return `${server} has ${standbys}, ${kind}`;
    },
    ({ standbys, awaited }) => {
      if (standbys === 0 && awaited !== "") return "wrong";
      return standbys === 0 || awaited === "" ? "note" : "ok";
    },
    "Only a synchronous standby loses no order with the server's machine.",
  );
}

/** @returns {Promise<Finding>} */
export async function checkArchive() {
  return judge(
    await askServers(),
    ({ server, archives, archivedSeconds, archiveFails }) => {
      if (!archives) return `${server} archives no log`;
      const age =
        archivedSeconds === null ? "has archived none yet" : `archived the last ${ageOf(archivedSeconds)} ago`;
      return `${server} ${age}${archiveFails ? ", and its last attempt failed" : ""}`;
    },
    ({ archives, archivedSeconds, archiveFails }) => {
      if (archives && archiveFails) return "wrong";
      return archives && archivedSeconds !== null && archivedSeconds <= maxArchivedSeconds ? "ok" : "note";
    },
    "A log that no archive has is lost with the server's disk: archive_command copies it, archive_timeout bounds its age.",
  );
}

/** @returns {Promise<Finding>} */
export async function checkConnections() {
  /** @param {ServerFacts} facts */
  const shares = ({ used, allowed, roleUsed, roleAllowed }) => [
    used / allowed,
    ...(roleAllowed === null ? [] : [roleUsed / roleAllowed]),
  ];
  const all = await askServers();
  return judge(
    all,
    ({ server, allowed }) => {
      const roles = all.filter((each) => each.server === server);
      const ofRoles = roles.map(({ role, roleUsed, roleAllowed }) => `${role} ${roleUsed} of ${roleAllowed ?? "any"}`);
      return `${server} has ${Math.max(...roles.map(({ used }) => used))} of ${allowed}; ${ofRoles.join(", ")}`;
    },
    (facts) => (shares(facts).some((share) => share >= maxUsedShare) ? "wrong" : "ok"),
    "A process without connections serves nothing: raise max_connections, or the CONNECTION LIMIT of the role.",
  );
}

/**
 * @param {readonly ServerFacts[]} all
 * @param {(facts: ServerFacts) => string} say
 * @param {(facts: ServerFacts) => Finding["verdict"]} rate
 * @param {string} advice
 * @returns {Finding}
 */
function judge(all, say, rate, advice) {
  // The line about databases names those that do not answer.
  if (all.length === 0) return { verdict: "note", found: "no server answers", advice: manual };
  const found = [...new Set(all.map(say))].join("; ");
  const verdicts = all.map(rate);
  const verdict = verdicts.includes("wrong") ? "wrong" : verdicts.includes("note") ? "note" : "ok";
  return verdict === "ok" ? { verdict, found } : { verdict, found, advice };
}

/** Those of the services that answer, one for each role of a server. @returns {Promise<ServerFacts[]>} */
async function askServers() {
  const asked = await Promise.allSettled(servicesInDatabases().map(async (name) => askServer(addressOf(name))));
  const facts = asked.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  return [...new Map(facts.map((each) => [`${each.server} ${each.role}`, each])).values()];
}

/** @param {number} seconds @returns {string} */
function ageOf(seconds) {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}
