"""The pages inside the Saleor Dashboard: Django templates, htmx and a bridge to the Dashboard's window.

An address has two answers. A browser that opens it in a frame gets the empty shell, which anybody may have; htmx, which
shows the Dashboard's token in a header, gets what stands in it. No cookie grants anything, so nothing can be forged.
"""
