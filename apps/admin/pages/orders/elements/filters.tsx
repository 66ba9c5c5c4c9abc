/** The filters of the list: a GET form, whose fields make the address. */
import { Button, buttonClass, Field, SelectField } from "@hansa/front/elements";
import { Form } from "@hansa/front/islands";
import { firstPage } from "../../../lists/list-state.ts";
import { texts as listTexts } from "../../../lists/texts.ts";
import { addressOf } from "../../../shop/places/address.ts";
import { settlementStates } from "../../../shop/state-texts.ts";
import { addressOfList, isFiltered, type ListState, settlements } from "../list-state.ts";
import { texts } from "../texts.ts";

const noFilters = { find: "", settlement: undefined, from: "", until: "" };

/** On a phone the list begins below the first field. */
const narrow = "(width < 40rem)";

export function Filters({ state }: { state: ListState }) {
  const { view, find } = state;
  const isFolded = matchMedia(narrow).matches;
  return (
    <Form action={addressOf("/orders")} className="mt-4 flex flex-wrap items-end gap-3">
      {view === "all" ? null : <input type="hidden" name="view" value={view} />}
      <Field
        label={texts.find}
        name="find"
        type="search"
        defaultValue={find}
        minLength={3}
        maxLength={60}
        className="min-w-40 flex-1"
      />
      {isFolded ? null : <MoreFilters state={state} />}
      <Button type="submit" look="secondary">
        {listTexts.filter}
      </Button>
      {isFiltered(state) ? (
        <a href={addressOfList(firstPage(state, noFilters))} className={buttonClass("quiet")}>
          {listTexts.clear}
        </a>
      ) : null}
      {isFolded ? (
        <details open={isFiltered({ ...state, find: "" })} className="w-full">
          <summary className="cursor-pointer py-1">{texts.moreFilters}</summary>
          <div className="mt-2 grid grid-cols-2 gap-3">
            <MoreFilters state={state} />
          </div>
        </details>
      ) : null}
    </Form>
  );
}

function MoreFilters({ state: { settlement, from, until } }: { state: ListState }) {
  const options = settlements.map((each) => ({ value: each, label: settlementStates[each] }));
  return (
    <>
      <SelectField
        label={texts.settlement}
        name="settlement"
        defaultValue={settlement ?? ""}
        options={[{ value: "", label: texts.anySettlement }, ...options]}
        className="col-span-2"
      />
      <Field label={texts.from} name="from" type="date" defaultValue={from} />
      <Field label={texts.until} name="until" type="date" defaultValue={until} />
    </>
  );
}
