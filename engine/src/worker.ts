/**
 * The program of a worker that runs exchanges for `ExchangeClient`: the one that clients start by themselves, or a part of
 * a worker of your own, which you then give to `ExchangeClient.create`.
 *
 * @packageDocumentation
 */

import { serveClients } from "./worker/server.js";

serveClients();
