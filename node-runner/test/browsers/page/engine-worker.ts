import "@cift/engine/worker";
