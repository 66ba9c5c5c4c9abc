/** Every page of the playground, asked without each service: it has the golden nulls, and codes that fit the way in which the service is away. */
import { testPages } from "./suite.ts";

testPages({ ways: ["stopped", "garbage", "endless"] });
