// The page's entry: starts the worker, and puts the app on the page.

import { render } from "solid-js/web";
import { App } from "./App.tsx";
import "uplot/dist/uPlot.min.css";
import "./app.css";

const root = document.getElementById("app");
if (root === null) throw new Error("index.html has no element with the id app");
render(() => <App />, root);
