/** The notes of staff on an order, and the form to add one. */
import { Panel } from "../../../shop/elements/panel.tsx";
import { showTime } from "../../../shop/times.ts";
import { addNote } from "../actions.ts";
import type { Order, People } from "../order.ts";
import { texts } from "../texts.ts";
import { TextChange } from "./text-change.tsx";

type NotesPanelProps = { order: Order; people: People; mayWrite: boolean };

export function NotesPanel({ order, people, mayWrite }: NotesPanelProps) {
  const { id, notes } = order;
  return (
    <Panel title={texts.notes}>
      {notes?.length ? null : <p className="px-4 py-3 text-muted">{texts.noNotes}</p>}
      <ul className="divide-y divide-line">
        {notes?.map(({ at, text }) => (
          <li key={at} className="px-4 py-3">
            <p className="whitespace-pre-line wrap-anywhere">{text}</p>
            <p className="text-xs text-muted">
              {people?.notes?.find((note) => note.at === at)?.author?.displayName}{" "}
              <time dateTime={at}>{showTime(at)}</time>
            </p>
          </li>
        ))}
      </ul>
      {mayWrite ? (
        <div className="border-t border-line px-4 py-3">
          <TextChange
            label={texts.note}
            press={texts.addNote}
            look="secondary"
            keptAs={`note-${id}`}
            act={(text) => addNote(id, text)}
          />
        </div>
      ) : null}
    </Panel>
  );
}
