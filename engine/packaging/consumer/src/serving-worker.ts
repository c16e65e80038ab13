import "@cift/engine/worker";

addEventListener("message", ({ data }) => {
  if (data === "throw") throw new Error("thrown on purpose");
});
