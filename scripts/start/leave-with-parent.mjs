/** Loaded into every process of the shop: when the one that started it is gone, even by SIGKILL, it stops as well. */
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();
