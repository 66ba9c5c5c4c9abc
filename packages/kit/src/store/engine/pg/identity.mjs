/** The identity of a database, for programs on plain Node: the engine, the database, the schema and the cluster, never the password. */

const withinMs = 2_000;

/**
 * Asks the database at this address, which may name a schema; the cluster is null where the role may not ask for it. Throws if it does not answer.
 * @param {string} url
 * @returns {Promise<import("../told-store.mjs").ToldStore>}
 */
export async function askIdentity(url) {
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
  } finally {
    await client.end().catch(() => undefined);
  }
}
