/** The pane below the response: the query plan with its fetches, the owner and access of each selected field, and what is null without a service. */
import { parse, print } from "graphql";
import type { Explanation, FetchStep, FieldReport, Loss, PlanStep } from "../../src/control/explain/explanation.ts";

/** Shows what the router said of the last run of a tab. */
export function ExplanationPane({ explanation }: { explanation: Explanation | undefined }) {
  if (!explanation) return <p className="explanation-empty">Run the operation to see its query plan.</p>;
  const { plan, fields, losses, durationMs = 0 } = explanation;
  const denied = fields.filter((field) => field.denied).length;
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
            {count(fields.length, "field", "fields")} with owner and access, {denied} refused
          </span>
        </summary>
        <Fields fields={fields} />
      </details>
      <details>
        <summary>
          <strong>Without a service</strong>{" "}
          <span className="explanation-total">what is null while one of {losses.length} is away</span>
        </summary>
        <Losses losses={losses} />
      </details>
    </section>
  );
}

function Step({ step, totalMs }: { step: PlanStep; totalMs: number }) {
  if (step.kind === "Fetch") return <Fetch fetch={step} totalMs={totalMs} />;
  return (
    <div className="plan-step">
      <span className="plan-kind">{step.kind === "Sequence" ? "In sequence" : "In parallel"}</span>
      {step.steps.map((internal) => (
        <Step key={keyOf(internal)} step={internal} totalMs={totalMs} />
      ))}
    </div>
  );
}

function Fetch({ fetch, totalMs }: { fetch: FetchStep; totalMs: number }) {
  const { service, isOptional, parts, startedMs = 0, durationMs, errors = 0, statements = [], query } = fetch;
  const statementCount = statements.reduce((sum, statement) => sum + statement.count, 0);
  const share = (ms: number) => `${totalMs > 0 ? Math.min((100 * ms) / totalMs, 100) : 0}%`;
  const facts = [
    durationMs === undefined ? "not needed" : `${durationMs} ms`,
    ...(statementCount > 0 ? [count(statementCount, "statement", "statements")] : []),
    ...(parts.length > 1 ? ["joint"] : []),
    ...(isOptional ? ["optional"] : []),
    ...(errors > 0 ? [count(errors, "error", "errors")] : []),
  ];
  return (
    <details className="plan-fetch">
      <summary>
        <Service name={service} />
        <span className="plan-path">{parts.map(({ path }) => path.join(".") || "root fields").join(", ")}</span>
        <span className="plan-facts">{facts.join(", ")}</span>
        {durationMs !== undefined && (
          <span className="plan-time" aria-hidden="true">
            <span style={{ marginLeft: share(startedMs), width: share(durationMs) }} />
          </span>
        )}
      </summary>
      <ul className="plan-keys">
        {parts.map(({ path, key, entities }) =>
          key === undefined ? null : (
            <li key={path.join(".")}>
              {path.join(".")}: {entities === undefined ? "entities" : count(entities, "entity", "entities")} by{" "}
              <code>{key}</code>
            </li>
          ),
        )}
      </ul>
      <pre>{print(parse(query))}</pre>
      {statements.map(({ text, count: runs, ms }) => (
        <pre key={text} className="plan-statement">
          {`${ms} ms${runs > 1 ? `, ${runs} times` : ""}\n${text}`}
        </pre>
      ))}
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
          <th scope="col">Access</th>
        </tr>
      </thead>
      <tbody>
        {fields.map(({ path, field, service, requires, denied }) => (
          <tr key={`${path} ${field}`}>
            <td title={field}>
              {path}
              {requires && <small>{requires}</small>}
            </td>
            <td>{service ? <Service name={service} /> : "router"}</td>
            <td className={denied && "denied"} title={denied?.message}>
              {denied?.code ?? "allowed"}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Losses({ losses }: { losses: readonly Loss[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Away</th>
          <th scope="col">Null</th>
        </tr>
      </thead>
      <tbody>
        {losses.map(({ service, nulls, isRefused }) => (
          <tr key={service}>
            <td>
              <Service name={service} />
            </td>
            <td>{isRefused ? "the operation is refused" : nulls.join(", ") || "nothing"}</td>
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
    .map(({ service, parts, query }) => [service, ...parts.flatMap(({ path }) => path), query].join(" "))
    .join();
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
