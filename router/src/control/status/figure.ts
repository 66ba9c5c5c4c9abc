/** A figure of the state of a shop: the gauge that it is read from, and the limit beyond which a person is needed. */

/** The labels of a series. */
type Labels = Readonly<Record<string, string>>;

/** A figure. Its series are grouped by process and labels, since the instances of a service read the same store. */
export type Figure = {
  /** The gauge. One of a time is in epoch seconds. */
  metric: string;
  /** The name of the figure in a list, from the labels of its series. */
  title: string | ((labels: Labels) => string);
  /** Only series above 0 are shown. */
  hidesZero?: boolean;
  /** Of several series the least counts. */
  countsLeast?: boolean;
  /**
   * `since`: a time, of which the oldest counts. `last`: a time, of which the newest counts. Of the others the greatest counts.
   */
  unit: "since" | "last" | "count" | "flag" | "bytes" | "seconds" | "share";
  limit?: Limit;
};

/** A limit: that of the alert rule of this name in docs/owners/monitoring/alerts.yml, which a test compares. */
type Limit = {
  alert: string;
  /** A person is needed above this age in seconds or count; or, of a flag, below it. */
  above?: number;
  below?: number;
  /** A person is needed too if the series is absent in production; it belongs to this process. */
  neededOf?: string;
  /** The command or action, from the labels of the series. */
  action: string | ((labels: Labels) => string);
  /** It stands before all else that needs a person: its fault causes others. */
  isFirst?: boolean;
};
