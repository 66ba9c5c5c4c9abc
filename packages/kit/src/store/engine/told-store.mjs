/** Stores as processes tell of them, compared; on plain Node, for the doctor too. */

/** A store: `cluster` is null in a file, and where the role may not ask for it. @typedef {{ engine: string, place: string, cluster: string | null }} ToldStore */

const server = /^postgres:\/\/[^/,]*/;

/**
 * Whether both are the same store. One server can have several names, and one name several servers: known clusters decide.
 * @param {ToldStore} one
 * @param {ToldStore} other
 * @returns {boolean}
 */
export function isSameStore(one, other) {
  if (one.cluster === null || other.cluster === null) return withoutDefaultPort(one) === withoutDefaultPort(other);
  return one.cluster === other.cluster && one.place.replace(server, "") === other.place.replace(server, "");
}

/** Whether it is in a database. @param {ToldStore} store @returns {boolean} */
export function isInDatabase({ engine }) {
  return engine.startsWith("PostgreSQL");
}

/** In words. @param {ToldStore} store @returns {string} */
export function storeText(store) {
  const { engine, place, cluster } = store;
  return `${engine}, ${place}${isInDatabase(store) && cluster === null ? ", cluster unknown" : ""}`;
}

/** @param {ToldStore} store @returns {string} */
function withoutDefaultPort({ place }) {
  return place.replace(server, (named) => named.replace(/:5432$/, ""));
}
