/** The names of the planes. */
export const planeNames = ["router", "system"] as const;
export type PlaneName = (typeof planeNames)[number];
