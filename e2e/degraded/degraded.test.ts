/** Every page of the playground, asked while each service refuses connections, has the golden nulls and codes; `long/` has four more ways. */
import { testPages } from "./suite.ts";

testPages({ ways: ["refused"] });
