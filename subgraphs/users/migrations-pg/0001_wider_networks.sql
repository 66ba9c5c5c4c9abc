-- As SQLite's migrations up to 0014.
ALTER TABLE "email_tokens" ADD COLUMN "network" text;
--> statement-breakpoint
ALTER TABLE "login_attempts" ADD COLUMN "home" text;
--> statement-breakpoint
ALTER TABLE "login_attempts" ADD COLUMN "site" text;
--> statement-breakpoint
CREATE INDEX "login_attempts_of_home" ON "login_attempts" ("kind", "home" NULLS FIRST, "at");
--> statement-breakpoint
CREATE INDEX "login_attempts_of_site" ON "login_attempts" ("kind", "site" NULLS FIRST, "at");
