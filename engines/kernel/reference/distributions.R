# Distribution functions of R on fixed grids, tails included. Run: Rscript distributions.R > distributions.json
options(digits = 17)
rows <- function(name, grid, value) {
  list(name = name, arguments = unname(as.matrix(grid)), values = value)
}
g <- expand.grid
x <- c(-37, -8, -2.5, -1, -1e-3, 0, 0.2, 1.96, 5, 12, 30)
p <- c(1e-200, 1e-20, 1e-5, 0.025, 0.2, 0.4999, 0.6, 0.975, 0.99999)
t <- g(x = c(-40, -3, -0.1, 0, 0.7, 2, 4.3, 25, 400), df = c(0.7, 1, 3, 8.98943607815992, 47, 499, 1e4, 3e5))
qt_ <- g(p = c(1e-50, 1e-6, 0.025, 0.3, 0.45, 0.6, 0.9, 0.995), df = c(0.7, 1, 2.5, 9, 120.3, 1e4))
f <- g(x = c(1e-3, 0.3, 1, 2.7, 15, 200), a = c(1, 2.5, 9), b = c(3, 11.7, 500, 1e5))
qf_ <- g(p = c(1e-4, 0.05, 0.5, 0.9, 0.999), a = c(1, 2.5, 9), b = c(3, 11.7, 500))
c2 <- g(x = c(1e-4, 0.3, 1, 7, 30, 150, 900), df = c(0.5, 1, 2, 9.3, 120))
qc <- g(p = c(1e-10, 0.01, 0.5, 0.95, 0.9999), df = c(0.5, 1, 2, 9.3, 120))
nt <- g(x = c(-1, 0.5, 1.98, 2.6, 5), df = c(4, 18.5, 200), ncp = c(-1.2, 0.3, 1.5, 2.8, 6))
nf <- g(x = c(0.2, 1, 3.1, 8), a = c(1, 3), b = c(6, 58.5, 400), ncp = c(0, 0.4, 7.85, 30))
bt <- g(x = c(1e-8, 0.1, 0.5, 0.93, 0.999), a = c(0.5, 2, 55), b = c(0.5, 3.3, 800))
gm <- g(a = c(0.5, 1, 3.7, 90), x = c(1e-6, 0.4, 2, 11, 88))
lg <- data.frame(x = c(1e-5, 0.3, 0.5, 0.9, 1.0001, 1.4, 1.999, 2.3, 2.7, 3, 10, 123.4, 1e5))
out <- list(
  versions = list(R = R.version.string),
  tables = list(
    rows("normalCumulative", data.frame(x), pnorm(x)),
    rows("normalUpperTail", data.frame(x), pnorm(x, lower.tail = FALSE)),
    rows("normalDensity", data.frame(x), dnorm(x)),
    rows("normalQuantile", data.frame(p), qnorm(p)),
    rows("studentTCumulative", t, pt(t$x, t$df)),
    rows("studentTUpperTail", t, pt(t$x, t$df, lower.tail = FALSE)),
    rows("studentTQuantile", qt_, qt(qt_$p, qt_$df)),
    rows("fisherFCumulative", f, pf(f$x, f$a, f$b)),
    rows("fisherFUpperTail", f, pf(f$x, f$a, f$b, lower.tail = FALSE)),
    rows("fisherFQuantile", qf_, qf(qf_$p, qf_$a, qf_$b)),
    rows("chiSquareCumulative", c2, pchisq(c2$x, c2$df)),
    rows("chiSquareUpperTail", c2, pchisq(c2$x, c2$df, lower.tail = FALSE)),
    rows("chiSquareQuantile", qc, qchisq(qc$p, qc$df)),
    rows("noncentralTCumulative", nt, pt(nt$x, nt$df, nt$ncp)),
    rows("noncentralFisherFUpperTail", nf, pf(nf$x, nf$a, nf$b, nf$ncp, lower.tail = FALSE)),
    rows("regularisedBeta", bt, pbeta(bt$x, bt$a, bt$b)),
    rows("regularisedGamma", gm, pgamma(gm$x, gm$a)),
    rows("logGamma", lg, lgamma(lg$x))
  )
)
cat(jsonlite::toJSON(out, digits = NA, auto_unbox = TRUE))
