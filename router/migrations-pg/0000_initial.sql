-- As SQLite's migrations up to 0001.
CREATE TABLE "alarms" (
	"id" text NOT NULL,
	"name" text NOT NULL,
	"subject" text NOT NULL,
	"first_at" bigint NOT NULL,
	"last_at" bigint NOT NULL,
	"count" bigint NOT NULL,
	"closed_at" bigint,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "store_clock" (
	"id" bigint NOT NULL,
	"boot" text NOT NULL,
	"at" bigint NOT NULL,
	"monotonic" bigint NOT NULL,
	PRIMARY KEY ("id")
);
--> statement-breakpoint
CREATE TABLE "usage_counts" (
	"hash" text NOT NULL,
	"week" bigint NOT NULL,
	"client_name" text NOT NULL,
	"client_version" text NOT NULL,
	"instance" bigint NOT NULL,
	"count" bigint NOT NULL,
	"errors" bigint NOT NULL,
	"duration_ms" bigint NOT NULL,
	"below_10_ms" bigint NOT NULL,
	"below_100_ms" bigint NOT NULL,
	"below_1000_ms" bigint NOT NULL,
	"last_used_at" bigint NOT NULL,
	PRIMARY KEY ("hash", "week", "client_name", "client_version")
);
--> statement-breakpoint
CREATE TABLE "usage_operations" (
	"hash" text NOT NULL,
	"instance" bigint NOT NULL,
	"name" text NOT NULL,
	"operation" text NOT NULL,
	"fields" text NOT NULL,
	"bytes" bigint NOT NULL,
	PRIMARY KEY ("hash")
);
--> statement-breakpoint
CREATE INDEX "alarms_closed" ON "alarms" ("closed_at") WHERE "closed_at" IS NOT NULL;
--> statement-breakpoint
CREATE UNIQUE INDEX "alarms_open_once" ON "alarms" ("name", "subject") WHERE "closed_at" IS NULL;
