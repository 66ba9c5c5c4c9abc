/** The place of a store: a file of SQLite, or a schema of a PostgreSQL database. */
import { type DatabasePlace, nameOf } from "./engine/pg/place.ts";

export type StorePlace = { engine: "sqlite"; file: string } | DatabasePlace;

/** The place in words, for logs: never with a password. */
export function nameOfPlace(place: StorePlace): string {
  return place.engine === "sqlite" ? place.file : nameOf(place);
}
