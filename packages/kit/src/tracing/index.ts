/** The face of `tracing`: spans of requests, and the statements of a fetch. */
export {
  beginTrace,
  currentTraceparent,
  endSpan,
  inRecording,
  inSpan,
  inStoredTrace,
  openRecording,
  sampledTraceparent,
  storedTrace,
} from "./spans.ts";
export { explainHeader, readStatementLog } from "./statement-log.ts";
