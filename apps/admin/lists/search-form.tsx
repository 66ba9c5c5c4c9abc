/** The search of a list: a GET form, whose field makes the address. */
import { Button, buttonClass, Field } from "@hansa/front/elements";
import { Form } from "@hansa/front/islands";
import { addressOf } from "../shop/places/address.ts";
import type { ListState } from "./list-state.ts";
import { texts } from "./texts.ts";

type SearchFormProps = {
  path: string;
  label: string;
  state: Pick<ListState, "view" | "find">;
  /** The view that the address does not name. */
  usualView: string;
  /** The address of the list without the search. */
  cleared: string;
};

export function SearchForm({ path, label, state: { view, find }, usualView, cleared }: SearchFormProps) {
  return (
    <Form action={addressOf(path)} className="mt-4 flex flex-wrap items-end gap-3">
      {view === usualView ? null : <input type="hidden" name="view" value={view} />}
      <Field
        label={label}
        name="find"
        type="search"
        defaultValue={find}
        minLength={3}
        maxLength={60}
        className="min-w-40 flex-1"
      />
      <Button type="submit" look="secondary">
        {texts.filter}
      </Button>
      {find === "" ? null : (
        <a href={cleared} className={buttonClass("quiet")}>
          {texts.clear}
        </a>
      )}
    </Form>
  );
}
