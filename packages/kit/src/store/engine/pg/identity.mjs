/** Facts of a database for programs on plain Node: its identity, never with the password, and the state of its server. */

const withinMs = 2_000;

/**
 * The state of a server as an ordinary role sees it. Of connections of the role none are allowed if it has no bound of its own.
 * @typedef {{
 *   server: string, standbys: number, awaited: string, archives: boolean, archivedSeconds: number | null, archiveFails: boolean,
 *   used: number, allowed: number, role: string, roleUsed: number, roleAllowed: number | null,
 * }} ServerFacts
 */

/** One that receives a base backup is no standby. A role without further rights sees of each that it is there. */
const factsText = `SELECT
  (SELECT count(*) FROM pg_stat_replication WHERE coalesce(state, '') <> 'backup')::int AS standbys,
  current_setting('synchronous_standby_names') AS awaited,
  current_setting('archive_mode') <> 'off' AS archives,
  extract(epoch FROM clock_timestamp() - last_archived_time)::int AS "archivedSeconds",
  coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false) AS "archiveFails",
  (SELECT sum(numbackends) FROM pg_stat_database)::int AS used,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true), '0')::int AS allowed,
  current_user AS role,
  (SELECT count(*) FROM pg_stat_activity WHERE usename = current_user)::int AS "roleUsed",
  (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user) AS "roleAllowed"
  FROM pg_stat_archiver`;

/**
 * Asks the database at this address, which may name a schema; the cluster is null where the role may not ask for it. Throws if it does not answer.
 * @param {string} url
 * @returns {Promise<import("../told-store.mjs").ToldStore>}
 */
export async function askIdentity(url) {
  return withClient(url, async (client, address, schema) => {
    const { rows } = await client.query("SELECT split_part(current_setting('server_version'), ' ', 1) AS version");
    const found = await client
      .query("SELECT system_identifier::text AS cluster FROM pg_control_system()")
      // Where an administrator has withdrawn the right to ask.
      .catch(() => ({ rows: [] }));
    return {
      engine: `PostgreSQL ${rows[0].version}`,
      place: `postgres://${address.host}${address.pathname}, schema ${schema}`,
      cluster: found.rows[0]?.cluster ?? null,
    };
  });
}

/** Asks the server at this address for its state. Throws if it does not answer. @param {string} url @returns {Promise<ServerFacts>} */
export async function askServer(url) {
  return withClient(url, async (client, { host }) => {
    const { rows } = await client.query(factsText);
    return { server: host, ...rows[0] };
  });
}

/**
 * @template Found
 * @param {string} url
 * @param {(client: import("pg").Client, address: URL, schema: string) => Promise<Found>} ask
 * @returns {Promise<Found>}
 */
async function withClient(url, ask) {
  const address = new URL(url);
  const schema = address.searchParams.get("schema") ?? "public";
  address.searchParams.delete("schema");
  // Loaded here: the doctor also runs where nothing is installed.
  const { default: pg } = await import("pg");
  const client = new pg.Client({
    connectionString: address.href,
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
  });
  try {
    await client.connect();
    return await ask(client, address, schema);
  } finally {
    await client.end().catch(() => undefined);
  }
}
