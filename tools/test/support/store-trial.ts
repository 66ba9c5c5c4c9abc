/** The trial of the stores that tests open in their own process: `HANSA_TEST_WRITES=twice` runs each write twice, `HANSA_TEST_ORDER=reverse` turns unsorted rows round. */
const { HANSA_TEST_WRITES: writes = "once", HANSA_TEST_ORDER: order = "natural" } = process.env;

if ((writes !== "once" && writes !== "twice") || (order !== "natural" && order !== "reverse"))
  throw new Error(
    `HANSA_TEST_WRITES is once or twice, not ${writes}; HANSA_TEST_ORDER is natural or reverse, not ${order}`,
  );

// Tests without stores do not load the kit for the usual way.
if (writes !== "once" || order !== "natural") (await import("@hansa/kit/testing")).tryStores({ writes, order });
