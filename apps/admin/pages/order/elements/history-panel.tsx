/** The history of an order, the newest event first, with the staff who caused it. */
import { Panel } from "../../../shop/elements/panel.tsx";
import { showTime } from "../../../shop/times.ts";
import { orderEvents, texts } from "../event-texts.ts";
import type { Order, People } from "../order.ts";

type HistoryPanelProps = { order: Order; people: People };

export function HistoryPanel({ order, people }: HistoryPanelProps) {
  return (
    <Panel title={texts.title}>
      <ol className="divide-y divide-line">
        {order.timeline.toReversed().map(({ at, kind }) => {
          const known = people?.timeline.find((event) => event.at === at && event.kind === kind);
          return (
            <li key={`${at} ${kind}`} className="flex flex-wrap justify-between gap-x-4 px-4 py-2">
              <span>
                {orderEvents[kind]}{" "}
                {known?.actorUser ? <span className="text-muted">{known.actorUser.displayName}</span> : null}
              </span>
              <time dateTime={at} className="text-muted">
                {showTime(at)}
              </time>
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
