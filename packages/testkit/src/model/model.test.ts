// The model plays every scenario that it can: where it differs from a scenario, one of the two is wrong about page 1.
import { defineScenarioSuite } from "../scenario-suite.ts";
import { Model } from "./model.ts";

defineScenarioSuite({
  name: "model",
  start: async (clock) => {
    const model = new Model();
    let now = clock;
    return {
      call: async (operation, input) => model.call(operation, input, now),
      setClock: async (ms) => {
        now = ms;
        model.setClock(ms);
      },
      stop: async () => {},
    };
  },
});
