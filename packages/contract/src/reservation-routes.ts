// Routes of consume and reservations: what nobody can overspend with (R24–R31).
import { z } from "zod";
import { customerPath } from "./customer.ts";
import { dataOf, pageOf } from "./page.ts";
import {
  commitBody,
  consumeAnswer,
  consumeBody,
  extendBody,
  listReservationsQuery,
  releaseReservationsBody,
  reservationAnswer,
  reservationPath,
  reserveAnswer,
  reserveBody,
  splitBody,
} from "./reservation.ts";
import { route } from "./route.ts";

const nothing = z.strictObject({});
const ofCustomer = "/v1/customers/{customerId}";
const ofReservation = `${ofCustomer}/reservations/{reservationId}` as const;

export const RESERVATION_ROUTES = {
  consume: route(`POST ${ofCustomer}/consume`, "full", {
    summary: "Check and count in one atomic step",
    takes: { path: customerPath, body: consumeBody },
    answers: consumeAnswer,
  }),
  reserve: route(`POST ${ofCustomer}/reservations`, "full", {
    summary: "Hold an amount at every level, all or none",
    takes: { path: customerPath, body: reserveBody },
    answers: reserveAnswer,
  }),
  listReservations: route(`GET ${ofCustomer}/reservations`, "read", {
    summary: "Reservations in order of opening",
    takes: { path: customerPath, query: listReservationsQuery },
    answers: pageOf(reservationAnswer),
  }),
  releaseReservations: route(`POST ${ofCustomer}/reservations/release`, "full", {
    summary: "Release many holds at once",
    takes: { path: customerPath, body: releaseReservationsBody },
    answers: dataOf(reservationAnswer),
  }),
  getReservation: route(`GET ${ofReservation}`, "read", {
    summary: "One reservation, open or ended",
    takes: { path: reservationPath },
    answers: reservationAnswer,
  }),
  commitReservation: route(`POST ${ofReservation}/commit`, "full", {
    summary: "Count what was really used and end the hold",
    takes: { path: reservationPath, body: commitBody },
    answers: reservationAnswer,
  }),
  releaseReservation: route(`POST ${ofReservation}/release`, "full", {
    summary: "Give back what is held",
    takes: { path: reservationPath, body: nothing },
    answers: reservationAnswer,
  }),
  extendReservation: route(`POST ${ofReservation}/extend`, "full", {
    summary: "Set another expiry or another total",
    takes: { path: reservationPath, body: extendBody },
    answers: reserveAnswer,
  }),
  splitReservation: route(`POST ${ofReservation}/split`, "full", {
    summary: "Move part of a hold into a reservation of its own",
    takes: { path: reservationPath, body: splitBody },
    answers: reserveAnswer,
  }),
};
