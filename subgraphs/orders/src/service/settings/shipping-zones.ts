/** Shipping zones: groups of countries with the same shipping methods. A country is in one zone only, so its options are unambiguous. */
import { isDeepStrictEqual } from "node:util";
import { recordAudit } from "@hansa/contracts/audit-log";
import { hasScope } from "@hansa/kit/identity";
import { type InputProblem, invalid, notFound, problem, refusal } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import type { ShippingZoneDeleteInput, ShippingZoneSaveInput } from "../../generated/resolvers.ts";
import {
  addZone,
  changeZone,
  findAllZones,
  findCountriesByZones,
  findTakenCountries,
  findZonesByIds,
  removeZone,
  replaceCountries,
} from "../../store/settings/shipping.ts";
import type { ShippingMethodRow, ShippingZoneRow } from "../../store/tables.ts";
import type { MutationResult } from "../mutation-results.ts";
import { checkRequired, checkText } from "./validation.ts";
import { isStale, versionConflict } from "./version-conflict.ts";

/** All zones, by name. */
export function listZones({ store }: Context): Promise<ShippingZoneRow[]> {
  return store.read((db) => findAllZones(db));
}

/** The zone if the viewer has the scope `settings:read`; null otherwise. */
export async function findVisibleZone({ loaders, viewer }: Context, id: string): Promise<ShippingZoneRow | null> {
  return hasScope(viewer, "settings:read") ? loaders.zoneById.load(id) : null;
}

/** The zone of a method. A zone is only removed together with its methods. */
export async function zoneOf({ loaders }: Context, { zoneId }: ShippingMethodRow): Promise<ShippingZoneRow> {
  const zone = await loaders.zoneById.load(zoneId);
  if (!zone) throw new Error("the zone of a shipping method does not exist");
  return zone;
}

/** Creates or changes a zone; absent fields stay. Without a difference nothing changes. */
export async function saveZone(
  context: Context,
  input: ShippingZoneSaveInput,
): Promise<MutationResult<"ShippingZoneSaveResult">> {
  const { store, runtime, viewer } = context;
  const problems = checkZone(input);
  if (problems.length > 0) return invalid(problems);
  return store.write("save-shipping-zone", async (tx) => {
    const before = input.id ? await findZone(tx, input.id) : undefined;
    if (input.id && !before) return notFound("shipping zone", ["input", "id"]);
    if (before && isStale(before, input)) return versionConflict(before);
    const id = before?.id ?? runtime.newId("zone");
    const taken = await findTakenCountries(tx, input.countries ?? [], id);
    if (taken.length > 0) return refuseTakenCountries(taken);

    const name = (input.name ?? before?.name ?? "").trim();
    if (before && name === before.name && (await hasCountries(tx, id, input.countries)))
      return { __typename: "ShippingZoneSaved", zone: before };
    if (!before) await addZone(tx, { id, version: 1, name });
    const zone = before ? await changeZone(tx, before, name) : { id, version: 1, name };
    if (!zone) throw new Error("a shipping zone changed inside the transaction that read it");
    if (input.countries) await replaceCountries(tx, id, input.countries);
    const summary = `Saved ${id} as version ${zone.version}.`;
    await recordAudit(runtime, tx, viewer, { action: "shippingZone.saved", subjectId: id, summary });
    return { __typename: "ShippingZoneSaved", zone };
  });
}

/** Removes a zone with its methods. Checkouts and orders have copies of their shipping options, which stay. */
export function deleteZone(
  { store, runtime, viewer }: Context,
  input: ShippingZoneDeleteInput,
): Promise<MutationResult<"ShippingZoneDeleteResult">> {
  return store.write("delete-shipping-zone", async (tx) => {
    const zone = await findZone(tx, input.id);
    if (!zone) return notFound("shipping zone", ["input", "id"]);
    if (isStale(zone, input)) return versionConflict(zone);
    await removeZone(tx, zone.id);
    const summary = `Deleted ${zone.id} with its methods.`;
    await recordAudit(runtime, tx, viewer, { action: "shippingZone.deleted", subjectId: zone.id, summary });
    return { __typename: "ShippingZoneDeleted", id: zone.id };
  });
}

async function findZone(db: Reader, id: string): Promise<ShippingZoneRow | undefined> {
  const [zone] = await findZonesByIds(db, [id]);
  return zone;
}

/** Whether the zone has exactly these countries; absent countries count as equal. */
async function hasCountries(db: Reader, zoneId: string, input: readonly string[] | null | undefined) {
  if (!input) return true;
  const countries = (await findCountriesByZones(db, [zoneId])).map(({ country }) => country);
  return isDeepStrictEqual(countries, [...input].sort());
}

function checkZone({ id, name, countries }: ShippingZoneSaveInput): InputProblem[] {
  return [
    ...(id ? [] : checkRequired({ name })),
    ...(typeof name === "string" ? checkText("name", name) : []),
    ...(countries ?? []).flatMap((country, index, all) =>
      all.indexOf(country) < index ? [problem(`countries.${index}`, "TWICE", "This country is there already.")] : [],
    ),
  ];
}

function refuseTakenCountries(taken: { country: string; zone: ShippingZoneRow }[]) {
  const conflicts = taken.map(({ country, zone }) => `${country} lies in ${zone.name}`).join(", ");
  return {
    ...refusal("ShippingCountryTakenError", "SHIPPING_COUNTRY_TAKEN", `${conflicts}.`, ["input", "countries"]),
    taken,
  };
}
