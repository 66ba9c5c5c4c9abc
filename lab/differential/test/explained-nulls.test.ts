/** No null that a failure causes stands without an error, in twenty operations of each fixture; `long/` has fifty. */
import { testNulls } from "./explained-nulls.ts";

testNulls(20);
