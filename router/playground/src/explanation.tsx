/** The pane below the answer: the query plan with its fetches, and the owner and rule of each selected field. */
import { parse, print } from "graphql";
import type { Explanation, FetchStep, FieldReport, PlanStep } from "../../src/explain/explanation.ts";

/** Shows what the router said of the last run of a tab. */
export function ExplanationPane({ explanation }: { explanation: Explanation | undefined }) {
  if (!explanation) return <p className="explanation-empty">Run the operation to see its query plan.</p>;
  const { plan, fields, durationMs } = explanation;
  const fetches = plan ? fetchesIn(plan) : [];
  const sent = fetches.filter((fetch) => fetch.durationMs !== undefined);
  const services = new Set(sent.map(({ service }) => service));
  const summary = `${count(sent.length, "fetch", "fetches")} to ${count(services.size, "service", "services")} in ${durationMs} ms`;
  return (
    <section className="explanation" aria-label="Query plan">
      <details open>
        <summary>
          <strong>Query plan</strong> <span className="explanation-total">{summary}</span>
        </summary>
        {plan && <Step step={plan} totalMs={durationMs} />}
      </details>
      <details>
        <summary>
          <strong>Fields</strong>{" "}
          <span className="explanation-total">
            {count(fields.length, "field", "fields")} with owner and required scope
          </span>
        </summary>
        <Fields fields={fields} />
      </details>
    </section>
  );
}

function Step({ step, totalMs }: { step: PlanStep; totalMs: number }) {
  if (step.kind === "Fetch") return <Fetch fetch={step} totalMs={totalMs} />;
  const title =
    step.kind === "Condition" ? `If $${step.variable}` : step.kind === "Sequence" ? "In sequence" : "In parallel";
  return (
    <div className="plan-step">
      <span className="plan-kind">{title}</span>
      {step.steps.map((inner) => (
        <Step key={keyOf(inner)} step={inner} totalMs={totalMs} />
      ))}
    </div>
  );
}

function Fetch({ fetch, totalMs }: { fetch: FetchStep; totalMs: number }) {
  const { service, path, entities, startedMs = 0, durationMs, errors = 0, query } = fetch;
  const share = (ms: number) => `${totalMs > 0 ? Math.min((100 * ms) / totalMs, 100) : 0}%`;
  const facts = [
    durationMs === undefined ? "not needed" : `${durationMs} ms`,
    ...(entities === undefined ? [] : [count(entities, "entity", "entities")]),
    ...(errors > 0 ? [count(errors, "error", "errors")] : []),
  ];
  return (
    <details className="plan-fetch">
      <summary>
        <Service name={service} />
        <span className="plan-path">{path.length > 0 ? path.join(".") : "root fields"}</span>
        <span className="plan-facts">{facts.join(", ")}</span>
        {durationMs !== undefined && (
          <span className="plan-time" aria-hidden="true">
            <span style={{ marginLeft: share(startedMs), width: share(durationMs) }} />
          </span>
        )}
      </summary>
      <pre>{print(parse(query))}</pre>
    </details>
  );
}

function Fields({ fields }: { fields: readonly FieldReport[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Owner</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ path, field, service, requires }) => (
          <tr key={`${path} ${field}`}>
            <td title={field}>
              {path}
              {requires && <small>{requires}</small>}
            </td>
            <td>{service ? <Service name={service} /> : "router"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Service({ name }: { name: string }) {
  return (
    <span className="service" data-service={name}>
      {name}
    </span>
  );
}

function fetchesIn(step: PlanStep): FetchStep[] {
  return step.kind === "Fetch" ? [step] : step.steps.flatMap(fetchesIn);
}

/** Two steps of one plan never fetch the same for the same place. */
function keyOf(step: PlanStep): string {
  return fetchesIn(step)
    .map(({ service, path, query }) => [service, ...path, query].join(" "))
    .join();
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
