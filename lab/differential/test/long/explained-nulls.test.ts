/** No null that a failure causes stands without an error, in fifty operations of each fixture. */
import { testNulls } from "../explained-nulls.ts";

testNulls(50);
