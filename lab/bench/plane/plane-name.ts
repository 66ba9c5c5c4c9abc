/** The names of the planes. */
export const planeNames = ["router", "system", "public"] as const;
export type PlaneName = (typeof planeNames)[number];
