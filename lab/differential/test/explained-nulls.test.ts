/** No null that a failure causes stands without an error, in twelve operations of each fixture; `long/` has fifty. */
import { testNulls } from "./explained-nulls.ts";

testNulls(12);
