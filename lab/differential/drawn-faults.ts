/** Faults for a generated operation: declared for coordinates that it selects, as far as a rule predicts their effect. */

import { chanceOf } from "@hansa/kit/testing";
import { isObjectType, parse, TypeInfo, visit, visitWithTypeInfo } from "graphql";
import { type Coordinate, possibleIn } from "./model/coordinates.ts";
import type { FaultRules } from "./model/fault-rules.ts";
import type { Fault } from "./model/faults.ts";
import { isKeyField, type Model } from "./model/model.ts";
import { isLookUp } from "./model/value.ts";

/** Draws the faults of one operation in `share` of all cases. */
export function drawFaults(
  model: Model,
  rules: FaultRules,
  query: string,
  { seed, share }: { seed: number; share: number },
): Fault[] {
  const chance = chanceOf(seed, "faults");
  if (!chance.happens(share)) return [];
  const kind = chance.weighted({ field: 7, absent: 2, down: 1 });
  if (kind === "down" && rules.failable.length > 0) return [{ kind, subgraph: chance.oneOf(rules.failable) }];
  if (kind === "absent" && rules.absences.length > 0) return [{ kind, ...chance.oneOf(rules.absences) }];
  const candidates = selectedCoordinates(model, query).flatMap((coordinate) => faultsOf(model, rules, coordinate));
  if (candidates.length === 0) return [];
  return Array.from({ length: chance.whole(1, 3) }, () => chance.oneOf(candidates));
}

/** The coordinates that an operation selects, of all types of its objects. */
export function selectedCoordinates({ schemas, coordinates }: Model, query: string): Coordinate[] {
  const found = new Set<Coordinate>();
  const info = new TypeInfo(schemas.client);
  const enter = ({ name }: { name: { value: string } }) => {
    for (const type of possibleIn(schemas.client, info.getParentType()?.name ?? "")) {
      const coordinate = coordinates.get(`${type}.${name.value}`);
      if (coordinate) found.add(coordinate);
    }
  };
  visit(parse(query), visitWithTypeInfo(info, { Field: { enter } }));
  return [...found];
}

function faultsOf(model: Model, rules: FaultRules, selected: Coordinate): Fault[] {
  const { type, name, shape, named, uneven } = selected;
  const coordinate = `${type}.${name}`;
  if (uneven || rules.inKeys.has(coordinate) || isKeyField(model, type, name)) return [];
  if (isLookUp(model, selected)) return [];
  const isRequired = rules.required.has(coordinate);
  const spreads = shape.nonNull || shape.element?.nonNull === true;
  if (shape.nonNull && (isRequired || rules.carriers.has(type) || rules.shared.has(type))) return [];
  const isComposite =
    isObjectType(model.schemas.full.getType(named)) || possibleIn(model.schemas.full, named).length > 0;
  const isChecked = isComposite || ["Int", "Float", "Boolean", "ID", "String"].includes(named);
  return [
    { kind: "throw", coordinate },
    ...(spreads && shape.nonNull ? [{ kind: "null", coordinate } as const] : []),
    ...(isChecked && !isRequired && !(isComposite && shape.nonNull)
      ? [{ kind: "invalidValue", coordinate } as const]
      : []),
  ];
}
